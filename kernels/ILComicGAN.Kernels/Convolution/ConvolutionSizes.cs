using ILComicGAN.Kernels.Tiles;

namespace ILComicGAN.Kernels.Convolution;

/// <summary>The sizes that the three forms of a convolution share.</summary>
internal struct ConvolutionSizes
{
    /// <summary>InHeight and InWidth are those of the picture as it is stored.</summary>
    public int Batch, InChannels, InHeight, InWidth, OutChannels, OutHeight, OutWidth;

    public int KernelHeight, KernelWidth, Stride, GroupInChannels, GroupOutChannels;

    /// <summary>Where tap (0, 0) of pixel (0, 0) lies: as far before the picture as its border reaches.</summary>
    public int FirstRow, FirstColumn;

    /// <summary>How the input is seen; without zeros around it where it is present.</summary>
    public ViewSizes View;

    public FastDivisor ByOutWidth, ByOutChannels, ByGroupOutChannels;

    /// <summary>Where the pixel behind a place lies in its stored plane; −1 for a zero.</summary>
    public readonly int Find(int row, int column) => View.IsPresent != 0
        ? default(ReflectedBorder).Find(View, row, column, InHeight, InWidth)
        : default(ZeroBorder).Find(View, row, column, InHeight, InWidth);
}
