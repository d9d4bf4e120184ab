namespace ILComicGAN.Kernels.Tiles;

/// <summary>128 wide, 128 threads: two fragments each.</summary>
internal readonly struct Extent128By128 : IExtent
{
    public int Width => 128;

    public int Threads => 128;
}
