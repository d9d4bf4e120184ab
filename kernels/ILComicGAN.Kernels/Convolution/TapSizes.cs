using ILComicGAN.Kernels.Tiles;

namespace ILComicGAN.Kernels.Convolution;

/// <summary>The sizes of a weight gradient as a product [OutChannels, Pixels]·[Pixels, taps·Channels].</summary>
internal struct TapSizes
{
    public int Channels, Height, Width, OutChannels;

    /// <summary>All samples' output pixels: the summed dimension.</summary>
    public int Pixels;

    public int GridPixels, GridWidth, Stride, KernelWidth, Taps;

    public FastDivisor ByGridPixels, ByGridWidth, ByChannels, ByKernelWidth, ByTaps;

    /// <summary>How x is seen; without zeros around it where it is present.</summary>
    public ViewSizes View;

    /// <summary>Where tap (0, 0) of pixel (0, 0) lies.</summary>
    public int FirstRow, FirstColumn;

    /// <summary>From one of a thread's channels to the next in x.</summary>
    public int Apart;
}
