namespace ILComicGAN.Kernels.Tiles;

/// <summary>The sizes common to all tiles of the register-tiled products.</summary>
internal static class Tile
{
    /// <summary>Summed indices per tile: 16 steps of 64 multiplications hide what a round of the loop costs.</summary>
    public const int Depth = 16;

    /// <summary>Columns of C per thread group's row of threads.</summary>
    public const int ThreadsAcross = 1 << LogThreadsAcross;

    public const int LogThreadsAcross = 4;
}
