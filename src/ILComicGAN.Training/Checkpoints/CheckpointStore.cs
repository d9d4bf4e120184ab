using System.Globalization;
using ILComicGAN.Networks.Generators;
using ILComicGAN.Training.Optimization;
using ILComicGAN.Weights;

namespace ILComicGAN.Training.Checkpoints;

/// <summary>
/// The checkpoints of a run: “checkpoints/step-000100.safetensors” and so on, of which it keeps the last few, the best
/// and every K-th one. Runs of earlier versions have a single “checkpoint.safetensors”, which is read as well.
/// </summary>
/// <param name="folder">The run's folder.</param>
public sealed class CheckpointStore(string folder)
{
    private const string Prefix = "step-";
    private const string Suffix = ".safetensors";

    private readonly string _single = Path.Combine(folder, "checkpoint.safetensors");

    /// <summary>The folder of checkpoints.</summary>
    public string Folder { get; } = Path.Combine(folder, "checkpoints");

    /// <summary>All checkpoints, newest first.</summary>
    public IReadOnlyList<string> Files
    {
        get
        {
            IEnumerable<string> files = Saved().OrderByDescending(checkpoint => checkpoint.Step).Select(checkpoint => checkpoint.File);
            return [.. File.Exists(_single) ? files.Append(_single) : files];
        }
    }

    /// <summary>Where the checkpoint of a step is, or would be.</summary>
    public string FileOf(int step) =>
        Path.Combine(Folder, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{step:D6}{Suffix}"));

    /// <summary>
    /// The newest checkpoint whose contents match its hash. Damaged ones are renamed, and <paramref name="say"/> gets a
    /// sentence about what was wrong with them.
    /// </summary>
    /// <exception cref="WeightFormatException">There are checkpoints, and none is good.</exception>
    public (string File, Checkpoint Checkpoint)? NewestGood(Action<string> say)
    {
        List<string> faults = [];
        foreach (string file in Files)
        {
            try
            {
                Checkpoint checkpoint = Checkpoint.Verify(file);
                if (faults.Count > 0)
                {
                    say(string.Create(
                        CultureInfo.InvariantCulture, $"{string.Join(' ', faults)} The run goes on from the one before, of step {checkpoint.Step}."));
                }

                return (file, checkpoint);
            }
            catch (WeightFormatException e)
            {
                faults.Add(e.Message + PutAside(file));
            }
        }

        return faults.Count == 0
            ? null
            : throw new WeightFormatException($"{string.Join(' ', faults)} No good checkpoint is left in '{folder}'; begin the run anew in another folder.");
    }

    /// <summary>Writes a checkpoint, and then deletes those that the settings do not keep.</summary>
    /// <returns>Its file.</returns>
    /// <exception cref="IOException">The disk is full; all former checkpoints are as they were.</exception>
    public string Save(Checkpoint checkpoint, LwComicGan system, MovingAverage<LwComicGanGenerator>? average)
    {
        Directory.CreateDirectory(Folder);
        string file = FileOf(checkpoint.Step);
        checkpoint.Save(file, system, average);
        Rotate(checkpoint.Settings);
        return file;
    }

    private void Rotate(TrainingSettings settings)
    {
        List<(int Step, string File)> saved = [.. Saved()];
        IReadOnlySet<int> kept = Rotation.Keep(
            [.. saved.Select(entry => (entry.Step, MeasureOf(entry.File, settings.Best)))], settings.KeepLast, settings.KeepEvery);
        foreach ((_, string file) in saved.Where(entry => !kept.Contains(entry.Step)))
        {
            File.Delete(file);
        }

        // Newer ones replace the single checkpoint of an earlier version.
        if (saved.Count >= settings.KeepLast)
        {
            File.Delete(_single);
        }
    }

    private static double? MeasureOf(string file, BestMeasure best)
    {
        try
        {
            return best != BestMeasure.None && Checkpoint.Peek(file).Measure is { } measure && measure.Of == best ? measure.Value : null;
        }
        catch (WeightFormatException)
        {
            // Reported when somebody tries to resume from it.
            return null;
        }
    }

    private IEnumerable<(int Step, string File)> Saved()
    {
        if (!Directory.Exists(Folder))
        {
            yield break;
        }

        foreach (string file in Directory.EnumerateFiles(Folder, $"{Prefix}*{Suffix}"))
        {
            string number = Path.GetFileName(file)[Prefix.Length..^Suffix.Length];
            if (int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int step))
            {
                yield return (step, file);
            }
        }
    }

    private string PutAside(string file)
    {
        if (file == _single)
        {
            return "";
        }

        try
        {
            File.Move(file, file + ".damaged", overwrite: true);
            return $" It was put aside as '{Path.GetFileName(file)}.damaged'.";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
