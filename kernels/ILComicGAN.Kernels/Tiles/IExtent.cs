namespace ILComicGAN.Kernels;

/// <summary>How wide an operand's tile is and how many threads fill it, as types so that both are constants.</summary>
internal interface IExtent
{
    /// <summary>Rows or columns.</summary>
    int Width { get; }

    /// <summary>Threads of the group.</summary>
    int Threads { get; }
}

/// <summary>64 wide, 128 threads: one fragment each.</summary>
internal readonly struct Extent64By128 : IExtent
{
    public int Width => 64;

    public int Threads => 128;
}

/// <summary>128 wide, 128 threads: two fragments each.</summary>
internal readonly struct Extent128By128 : IExtent
{
    public int Width => 128;

    public int Threads => 128;
}

/// <summary>128 wide, 256 threads: one fragment each.</summary>
internal readonly struct Extent128By256 : IExtent
{
    public int Width => 128;

    public int Threads => 256;
}
