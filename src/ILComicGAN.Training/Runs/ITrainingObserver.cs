namespace ILComicGAN.Training.Runs;

/// <summary>
/// Is told how a run goes on; called on the thread that trains, in the order in which things happen. What an observer
/// does not care for it need not implement. A file that it cannot write is said as a message, and the run goes on.
/// </summary>
public interface ITrainingObserver
{
    /// <summary>Before the first step of this sitting: a new run, or one that is resumed.</summary>
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

    /// <summary>The run went back to an earlier step; what was reported of later ones does not hold any more.</summary>
    /// <param name="step">The step after which the run goes on.</param>
    void OnRollback(int step)
    {
    }

    /// <summary>Something that a person should read: what was resumed, left out, or written.</summary>
    void OnMessage(string message);

    /// <summary>After the last step of this sitting, with everything saved. Not called when the run fails.</summary>
    void OnEnd(RunEnd end)
    {
    }
}
