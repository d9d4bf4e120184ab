namespace ILComicGAN.Kernels.Tiles;

/// <summary>64 wide, 128 threads: one fragment each.</summary>
internal readonly struct Extent64By128 : IExtent
{
    public int Width => 64;

    public int Threads => 128;
}
