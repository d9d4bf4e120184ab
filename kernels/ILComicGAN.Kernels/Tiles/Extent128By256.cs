namespace ILComicGAN.Kernels.Tiles;

/// <summary>128 wide, 256 threads: one fragment each.</summary>
internal readonly struct Extent128By256 : IExtent
{
    public int Width => 128;

    public int Threads => 256;
}
