using System.Diagnostics;
using ILComicGAN.Training.Checkpoints;
using ILComicGAN.Training.Runs;

namespace ILComicGAN.Training;

/// <summary>
/// Computes adversarial steps from within a long start phase and undoes them: to know how long they will take, and to see
/// at once, not hours later, whether they fit in memory.
/// </summary>
/// <param name="run">What is trained.</param>
/// <param name="steps">Computes the steps.</param>
/// <param name="time">Is told how long a step took.</param>
internal sealed class AdversarialWarmUp(OpenedRun run, StepComputation steps, TimeEstimate time)
{
    /// <summary>The step of a session after which this is done, and the fewest remaining steps of the start phase for which it pays.</summary>
    private const int After = 10;
    private const int FewestRemaining = 30;

    /// <summary>Tries the adversarial phase, if it is time to.</summary>
    /// <param name="done">Steps done.</param>
    /// <param name="first">Steps done when this session began.</param>
    public void RunIfDue(int done, int first)
    {
        if (done != first + After || time.KnowsAdversarial || run.StartSteps == run.TotalSteps || run.StartSteps - done < FewestRemaining)
        {
            return;
        }

        StateSnapshot snapshot = StateSnapshot.Take(run.System, run.Average);
        (long photos, long style) = (steps.PhotoPosition, steps.StylePosition);
        // The first step compiles and, on a GPU, measures kernel variants. Of small steps the second still compiles, too.
        double seconds = double.PositiveInfinity;
        for (int i = 0; i < 3; i++)
        {
            Stopwatch clock = Stopwatch.StartNew();
            steps.Compute(run.StartSteps, shares: false);
            run.Average?.Update(done);
            seconds = i == 0 ? seconds : Math.Min(seconds, clock.Elapsed.TotalSeconds);
        }

        time.AddStep(run.StartSteps, seconds);
        snapshot.Restore();
        steps.Seek(photos, style);
    }
}
