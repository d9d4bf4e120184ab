using System.Diagnostics;
using System.Globalization;
using ILComicGAN.Imaging;
using ILComicGAN.Stylization;
using ILComicGAN.Training.Checkpoints;
using ILComicGAN.Training.Data;
using ILComicGAN.Training.Runs;

namespace ILComicGAN.Training;

/// <summary>
/// What a run writes beside its records: log, checkpoints, picture sheets, the exported generator and the curves. While
/// it goes on, a file that cannot be written is said and tried again.
/// </summary>
/// <param name="run">What is trained.</param>
/// <param name="observer">Is told what was written.</param>
/// <param name="troubles">Says what could not be written.</param>
/// <param name="time">Learns how long writing takes.</param>
internal sealed class RunOutputs(OpenedRun run, ITrainingObserver observer, WriteTroubles troubles, TimeEstimate time)
{
    /// <summary>Minimum interval between refreshing the curves and the exported generator.</summary>
    private static readonly TimeSpan s_previewInterval = TimeSpan.FromSeconds(10);

    private readonly Stopwatch _sincePreview = Stopwatch.StartNew();

    /// <summary>The step of the newest checkpoint; null while there is none.</summary>
    public int? SavedStep { get; private set; }

    /// <summary>Appends a step to the log.</summary>
    public void Append(StepReport report) => troubles.Try("log", () => run.Folder.Append(report));

    /// <summary>Drops from the log what comes after a checkpoint that the run has gone back to.</summary>
    public void GoBackTo(Checkpoint checkpoint)
    {
        SavedStep = checkpoint.Step;
        troubles.Try("log", () => run.Folder.TruncateLog(checkpoint.Step));
    }

    /// <summary>Writes a checkpoint, and now and then what people look at.</summary>
    public void TrySave(Checkpoint checkpoint)
    {
        Stopwatch clock = Stopwatch.StartNew();
        troubles.Try("checkpoint", () => Save(checkpoint), () => SavedStep is { } good
            ? $"The last good checkpoint, of step {good}, is as it was."
            : "There is no checkpoint yet.");
        if (_sincePreview.Elapsed >= s_previewInterval)
        {
            troubles.Try("generator", () => SaveGenerator(checkpoint.Step));
            WriteCurves();
            _sincePreview.Restart();
        }

        time.AddCheckpoint(clock.Elapsed.TotalSeconds);
    }

    /// <summary>Writes everything for the last time.</summary>
    /// <exception cref="IOException">The disk is full: nobody comes back for what is not written now.</exception>
    public void Finish(Checkpoint checkpoint)
    {
        if (SavedStep != checkpoint.Step)
        {
            Save(checkpoint);
        }

        SaveGenerator(checkpoint.Step);
        WriteCurves();
    }

    /// <summary>Writes the picture sheet of a step, if the settings ask for sheets.</summary>
    public void WriteSheet(int step)
    {
        if (run.Settings.SheetEvery == 0)
        {
            return;
        }

        Stopwatch clock = Stopwatch.StartNew();
        // Sheets are small, and always computed in one way.
        Stylizer stylizer = new(run.ExportedGenerator) { MaxMemory = long.MaxValue };
        List<Picture> cells = [.. run.SheetPhotos.SelectMany(photo => new[] { photo, stylizer.Stylize(photo) })];
        Picture sheet = PictureSheet.Compose(cells, columns: 4);
        string file = "";
        if (troubles.Try("picture sheet", () => file = run.Folder.WriteSheet(step, sheet)))
        {
            observer.OnSheet(new SheetReport(step, sheet, file));
        }

        time.AddSheet(clock.Elapsed.TotalSeconds);
    }

    private void Save(Checkpoint checkpoint)
    {
        string file = run.Folder.Checkpoints.Save(checkpoint, run.System, run.Average);
        SavedStep = checkpoint.Step;
        observer.OnCheckpoint(new CheckpointReport(checkpoint.Step, file));
    }

    private void SaveGenerator(int step)
    {
        Dictionary<string, string> facts = new()
        {
            ["trainedSteps"] = step.ToString(CultureInfo.InvariantCulture),
            ["settings"] = run.Settings.WithoutFolders().ToJson(),
            ["photos"] = run.Photos.Description,
            ["style"] = run.Style.Description,
        };
        if (run.Settings.License is { } license)
        {
            facts["licence"] = license;
        }

        GeneratorFile.Save(run.ExportedGenerator, run.Folder.Generator, facts);
    }

    private void WriteCurves() => troubles.Try("losses.png", run.Folder.WriteCurves);
}
