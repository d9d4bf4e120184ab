using System.Globalization;
using ILComicGAN.Training.Checkpoints;
using ILComicGAN.Training.Runs;

namespace ILComicGAN.Training;

/// <summary>
/// What happens after a step with NaN or infinite values: the run ends, or goes back to its last checkpoint and on past the
/// pictures of that step.
/// </summary>
/// <param name="run">What is trained.</param>
/// <param name="steps">Computes the steps.</param>
/// <param name="observer">Is told about damaged checkpoints.</param>
/// <param name="troubles">Says what could not be written.</param>
internal sealed class DivergenceRecovery(OpenedRun run, StepComputation steps, ITrainingObserver observer, WriteTroubles troubles)
{
    /// <summary>Batches that may be skipped at one step before the run is declared diverged.</summary>
    private const int MaxSkips = 3;

    private readonly Dictionary<int, int> _skips = [];

    /// <summary>Leaves out the pictures that made the step after <paramref name="done"/> steps diverge before.</summary>
    public void SkipBadPictures(int done)
    {
        if (_skips.TryGetValue(done, out int times))
        {
            steps.Skip(done, times);
        }
    }

    /// <summary>Finds out how to go on after a step that diverged.</summary>
    /// <param name="report">The step.</param>
    /// <param name="done">Steps done before it.</param>
    /// <param name="message">What happened, in a sentence.</param>
    /// <returns>The checkpoint to go back to.</returns>
    /// <exception cref="TrainingDivergedException">The settings say to stop, or other pictures did not help.</exception>
    public string Recover(StepReport report, int done, out string message)
    {
        message = Describe(report);
        if (run.Settings.OnDivergence == DivergenceAction.Stop)
        {
            throw new TrainingDivergedException(
                $"{message} The checkpoints of earlier steps are kept. Try smaller learning rates, or go on past these pictures with --on-divergence rollback.");
        }

        int skips = _skips.GetValueOrDefault(done) + 1;
        if (skips > MaxSkips)
        {
            throw new TrainingDivergedException(
                $"{message} Other pictures did not help either, so the weights have diverged. The checkpoints of earlier steps are kept; try smaller learning rates.");
        }

        (string File, Checkpoints.Checkpoint Checkpoint) good = run.Folder.Checkpoints.NewestGood(observer.OnMessage)
            ?? throw new TrainingDivergedException($"{message} There is no checkpoint to go back to.");
        // Not part of the checkpoint: a resumed run comes to the same step with the same bits, and decides the same.
        _skips[done] = skips;
        return good.File;
    }

    private string Describe(StepReport report)
    {
        string what = report.NotFinite is [string only]
            ? $"{only} is"
            : string.Create(CultureInfo.InvariantCulture, $"{report.NotFinite[0]} and {report.NotFinite.Count - 1} more are");
        string folder = Path.Combine(run.Folder.Diverged, string.Create(CultureInfo.InvariantCulture, $"step-{report.Step:D6}"));
        string message = $"In step {report.Step} {what} NaN or infinite, with the pictures {BadBatch.Name(steps.Photos)}"
            + (steps.Style.Count > 0 ? $" and the style pictures {BadBatch.Name(steps.Style)}" : "") + ".";
        return troubles.Try("pictures of the bad step", () => BadBatch.Write(folder, report, steps.Photos, steps.Style, run.Settings.Size))
            ? message + $" They are in '{folder}'."
            : message;
    }
}
