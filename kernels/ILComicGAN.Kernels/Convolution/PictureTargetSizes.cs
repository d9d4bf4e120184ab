using ILComicGAN.Kernels.Tiles;

namespace ILComicGAN.Kernels.Convolution;

/// <summary>Where the pixels of a product's columns lie in pictures [N, Channels, Height, Width].</summary>
internal struct PictureTargetSizes
{
    public int Channels, Height, Width, Columns;

    /// <summary>From one product of a batch to the next; 0 where all samples are one product.</summary>
    public int BatchColumns;

    /// <summary>How many parts each plane's moments come in, one for each tile of columns; 0 where they are not taken.</summary>
    public int Parts;

    /// <summary>The grid of pixels that is written: pixel (i, j) lies at (i·Step + FirstRow, j·Step + FirstColumn).</summary>
    public int GridPixels, GridWidth, Step, FirstRow, FirstColumn;

    public FastDivisor ByGridPixels, ByGridWidth;

    /// <summary>The grid is the whole picture and its pixels are a multiple of four.</summary>
    public int IsContiguous;
}
