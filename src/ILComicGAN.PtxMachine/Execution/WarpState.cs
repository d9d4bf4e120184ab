namespace ILComicGAN.PtxMachine.Execution;

/// <summary>Where a warp is.</summary>
internal enum WarpState
{
    Running,
    AtBarrier,
    Done,
}
