namespace ILComicGAN.Training.Runs;

/// <summary>The state of a run.</summary>
public enum RunState
{
    /// <summary>Neither an end nor a failure is recorded: it is still running, or the machine stopped.</summary>
    Open,

    /// <summary>It is being trained by this process.</summary>
    Running,

    /// <summary>It was asked to stop and can be resumed.</summary>
    Stopped,

    /// <summary>It failed.</summary>
    Failed,

    /// <summary>All steps are done.</summary>
    Complete,
}
