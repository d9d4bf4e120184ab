namespace ILComicGAN.Training.Runs;

/// <summary>
/// Observes a run; called on the training thread, in the order in which things happen. An observer implements only the
/// events it needs. If it cannot write a file, this is reported as a message, and the run continues.
/// </summary>
public interface ITrainingObserver
{
    /// <summary>Before the first step of this session: a new run, or one that is resumed.</summary>
    void OnBegin(RunBegin begin)
    {
    }

    /// <summary>After every step.</summary>
    void OnStep(StepReport report);

    /// <summary>A picture sheet was written.</summary>
    void OnSheet(SheetReport sheet)
    {
    }

    /// <summary>A checkpoint was written.</summary>
    void OnCheckpoint(CheckpointReport checkpoint)
    {
    }

    /// <summary>The run went back to an earlier step; what was reported about later steps is void.</summary>
    /// <param name="step">The step after which the run goes on.</param>
    void OnRollback(int step)
    {
    }

    /// <summary>A message for the user: what was resumed, skipped or written.</summary>
    void OnMessage(string message);

    /// <summary>After the last step of this session, with everything saved. Not called when the run fails.</summary>
    void OnEnd(RunEnd end)
    {
    }
}
