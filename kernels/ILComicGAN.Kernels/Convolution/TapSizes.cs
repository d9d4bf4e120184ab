namespace ILComicGAN.Kernels;

/// <summary>The sizes of a weight gradient as a product [OutChannels, Pixels]·[Pixels, taps·Channels].</summary>
internal struct TapSizes
{
    public int Channels, Height, Width, OutChannels;

    /// <summary>All samples' output pixels: the summed dimension.</summary>
    public int Pixels;

    public int GridPixels, GridWidth, Stride, Padding, KernelWidth, Taps;

    public FastDivisor ByGridPixels, ByGridWidth, ByChannels, ByKernelWidth, ByTaps;

    /// <summary>From one of a thread's channels to the next in x.</summary>
    public int Apart;
}
