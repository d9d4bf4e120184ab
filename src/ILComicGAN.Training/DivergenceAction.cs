namespace ILComicGAN.Training;

/// <summary>What a run does when a loss, gradient or weight is NaN or infinite.</summary>
public enum DivergenceAction
{
    /// <summary>It ends, keeping the checkpoints.</summary>
    Stop,

    /// <summary>It goes back to the last good checkpoint, and on past the pictures of the bad step.</summary>
    RollBack,
}
