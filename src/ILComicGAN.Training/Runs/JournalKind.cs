using ILComicGAN.Training.Checkpoints;

namespace ILComicGAN.Training.Runs;

/// <summary>The kinds of journal lines.</summary>
public enum JournalKind
{
    /// <summary>A run, or one that is resumed, begins.</summary>
    Begin,

    /// <summary>A message for the user.</summary>
    Message,

    /// <summary>A picture sheet was written.</summary>
    Sheet,

    /// <summary>A checkpoint was written.</summary>
    Checkpoint,

    /// <summary>The run went back to an earlier step.</summary>
    Rollback,

    /// <summary>The run was asked to stop and can be resumed.</summary>
    Stopped,

    /// <summary>The run failed.</summary>
    Failed,

    /// <summary>All steps are done.</summary>
    Complete,
}
