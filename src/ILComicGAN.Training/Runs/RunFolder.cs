using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using ILComicGAN.Imaging;
using ILComicGAN.Training.Checkpoints;
using ILComicGAN.Training.Data;
using ILComicGAN.Training.Settings;

namespace ILComicGAN.Training.Runs;

/// <summary>The folder of a run: settings.json, log.jsonl, losses.png, sheets/, checkpoints/ and newest generator.</summary>
/// <param name="path">The folder; created if it is missing.</param>
public sealed class RunFolder(string path)
{
    /// <summary>How lines of the log and the journal are written.</summary>
    internal static JsonSerializerOptions Json { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { StepReport.FlattenLosses } },
    };

    private const long MaxSheetBytes = 64 << 20;

    private readonly StringBuilder _unwritten = new();
    private long? _logLength;

    /// <summary>The folder.</summary>
    public string Path { get; } = path;

    /// <summary>The checkpoints, each with everything needed to resume.</summary>
    public CheckpointStore Checkpoints { get; } = new(path);

    /// <summary>The settings of the run.</summary>
    public string SettingsFile => System.IO.Path.Combine(Path, "settings.json");

    /// <summary>The newest generator, for stylizing.</summary>
    public string Generator => System.IO.Path.Combine(Path, "generator.safetensors");

    /// <summary>One line of JSON per logged step.</summary>
    public string Log => System.IO.Path.Combine(Path, "log.jsonl");

    /// <summary>Events and messages with their times: one <see cref="JournalEntry"/> per line.</summary>
    public string Journal => System.IO.Path.Combine(Path, "journal.jsonl");

    /// <summary>The folder of picture sheets.</summary>
    public string Sheets => System.IO.Path.Combine(Path, "sheets");

    /// <summary>The folder of TensorBoard's event files.</summary>
    public string TensorBoard => System.IO.Path.Combine(Path, "tensorboard");

    /// <summary>The page that shows the run.</summary>
    public string Report => System.IO.Path.Combine(Path, "report.html");

    /// <summary>The curves.</summary>
    public string Curves => System.IO.Path.Combine(Path, "losses.png");

    /// <summary>Whether there is a run to resume.</summary>
    public bool HasCheckpoint => Checkpoints.Files.Count > 0;

    /// <summary>What the run is trained on, picture by picture.</summary>
    public string DataFile => System.IO.Path.Combine(Path, "data.json");

    /// <summary>The folder of the pictures of steps that diverged.</summary>
    internal string Diverged => System.IO.Path.Combine(Path, "diverged");

    /// <summary>The picture sheet of a step, whether or not there is one.</summary>
    public string Sheet(int step) => System.IO.Path.Combine(Sheets, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"step-{step:D6}.jpg"));

    /// <summary>Makes the folder, records the settings, and removes what a killed program had only begun to write.</summary>
    public void Begin(TrainingSettings settings)
    {
        Directory.CreateDirectory(Sheets);
        UnfinishedFiles.RemoveFrom(this);
        Write(SettingsFile, Encoding.UTF8.GetBytes(settings.ToJson() + "\n"));
    }

    /// <summary>As <see cref="Begin(TrainingSettings)"/>, and records what the run is trained on.</summary>
    internal void Begin(TrainingSettings settings, DataRecord data)
    {
        Begin(settings);
        Write(DataFile, data.ToJson());
    }

    /// <summary>
    /// Whether a step has a picture sheet that may be shown: a file of this folder itself. In a run folder from somebody
    /// else, a link could lead to any file of this machine, and a pipe to none that ends.
    /// </summary>
    public bool HasSheet(int step)
    {
        FileInfo file = new(Sheet(step));
        return file.Exists && file.LinkTarget is null && file.Directory?.LinkTarget is null && file.Length is > 0 and <= MaxSheetBytes;
    }

    /// <summary>Appends a line to the log, after those that could not be written before.</summary>
    /// <exception cref="IOException">The disk is full; the line is kept for the next time.</exception>
    public void Append(StepReport report)
    {
        _unwritten.Append(JsonSerializer.Serialize(report, Json)).Append('\n');
        using FileStream log = new(Log, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite);
        // What a full disk let in of the last attempt is taken out again.
        log.SetLength(_logLength ??= log.Length);
        log.Position = log.Length;
        log.Write(Encoding.UTF8.GetBytes(_unwritten.ToString()));
        log.Flush();
        _logLength = log.Length;
        _unwritten.Clear();
    }

    /// <summary>The log's lines that can be read.</summary>
    public IReadOnlyList<StepReport> ReadLog()
    {
        JsonLinesReader<StepReport> lines = new(Log, Json);
        lines.Refresh();
        return lines.Items;
    }

    /// <summary>Drops what was logged after <paramref name="step"/>, which is about to be done again.</summary>
    public void TruncateLog(int step)
    {
        if (File.Exists(Log) || _unwritten.Length > 0)
        {
            // Lines are whole here: they were only not written yet, for want of space.
            IEnumerable<StepReport> unwritten = _unwritten.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => JsonSerializer.Deserialize<StepReport>(line, Json)!);
            string kept = string.Concat(ReadLog().Concat(unwritten)
                .Where(report => report.Step <= step)
                .Select(report => JsonSerializer.Serialize(report, Json) + "\n"));
            Write(Log, Encoding.UTF8.GetBytes(kept));
        }

        _logLength = null;
        _unwritten.Clear();
    }

    /// <summary>Writes a picture sheet and returns its path.</summary>
    public string WriteSheet(int step, Picture sheet)
    {
        string file = Sheet(step);
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
