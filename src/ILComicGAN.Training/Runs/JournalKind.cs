namespace ILComicGAN.Training.Runs;

/// <summary>What a line of the journal tells.</summary>
public enum JournalKind
{
    /// <summary>A run, or one that is resumed, begins.</summary>
    Begin,

    /// <summary>Something that a person should read.</summary>
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
