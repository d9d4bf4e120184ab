using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using ILComicGAN.Imaging;
using ILComicGAN.Weights;

namespace ILComicGAN.Training.Runs;

/// <summary>The folder of a run: settings.json, log.jsonl, losses.png, sheets/, checkpoint and newest generator.</summary>
/// <param name="path">The folder; made where it is missing.</param>
public sealed class RunFolder(string path)
{
    private static readonly JsonSerializerOptions s_json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>The folder.</summary>
    public string Path { get; } = path;

    /// <summary>Everything needed to go on.</summary>
    public string Checkpoint => System.IO.Path.Combine(Path, "checkpoint.safetensors");

    /// <summary>The newest generator, for stylizing.</summary>
    public string Generator => System.IO.Path.Combine(Path, "generator.safetensors");

    /// <summary>One line of JSON per logged step.</summary>
    public string Log => System.IO.Path.Combine(Path, "log.jsonl");

    /// <summary>The curves.</summary>
    public string Curves => System.IO.Path.Combine(Path, "losses.png");

    /// <summary>Whether there is a run to go on with.</summary>
    public bool HasCheckpoint => File.Exists(Checkpoint);

    /// <summary>Makes the folder and records the settings.</summary>
    public void Begin(TrainingSettings settings)
    {
        Directory.CreateDirectory(System.IO.Path.Combine(Path, "sheets"));
        Write(System.IO.Path.Combine(Path, "settings.json"), Encoding.UTF8.GetBytes(settings.ToJson() + "\n"));
    }

    /// <summary>Appends a line to the log.</summary>
    public void Append(StepReport report) => File.AppendAllText(Log, JsonSerializer.Serialize(report, s_json) + "\n");

    /// <summary>The log's lines that can be read.</summary>
    public IReadOnlyList<StepReport> ReadLog()
    {
        if (!File.Exists(Log))
        {
            return [];
        }

        List<StepReport> reports = [];
        foreach (string line in File.ReadLines(Log))
        {
            try
            {
                reports.Add(JsonSerializer.Deserialize<StepReport>(line, s_json)!);
            }
            catch (JsonException)
            {
                // A line that a crash cut off says nothing.
                continue;
            }
        }

        return reports;
    }

    /// <summary>Drops what was logged after <paramref name="step"/>, which is about to be done again.</summary>
    public void TruncateLog(int step)
    {
        if (File.Exists(Log))
        {
            string kept = string.Concat(ReadLog().Where(report => report.Step <= step).Select(report => JsonSerializer.Serialize(report, s_json) + "\n"));
            Write(Log, Encoding.UTF8.GetBytes(kept));
        }
    }

    /// <summary>Writes a picture sheet and returns its path.</summary>
    public string WriteSheet(int step, Picture sheet)
    {
        string file = System.IO.Path.Combine(Path, "sheets", $"step-{step:D6}.jpg");
        Write(file, PictureFile.Encode(sheet, ".jpg"));
        return file;
    }

    /// <summary>Draws the curves of the log.</summary>
    public void WriteCurves()
    {
        IReadOnlyList<StepReport> reports = ReadLog();
        if (reports.Count >= 2)
        {
            Write(Curves, LossCurves.Draw(reports));
        }
    }

    private static void Write(string file, byte[] content) => AtomicFile.Write(file, stream => stream.Write(content));
}
