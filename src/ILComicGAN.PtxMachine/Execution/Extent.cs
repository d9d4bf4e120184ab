namespace ILComicGAN.PtxMachine.Execution;

/// <summary>Three dimensions of a grid or a group.</summary>
/// <param name="X">At least 1.</param>
/// <param name="Y">At least 1.</param>
/// <param name="Z">At least 1.</param>
public readonly record struct Extent(int X, int Y = 1, int Z = 1)
{
    /// <summary>All positions.</summary>
    public long Count => (long)X * Y * Z;

    /// <summary>The position of a number, x fastest.</summary>
    public (int X, int Y, int Z) At(long index) => ((int)(index % X), (int)(index / X % Y), (int)(index / ((long)X * Y)));
}
