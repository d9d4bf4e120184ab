namespace ILComicGAN.Kernels;

/// <summary>Where the pixels of a product's columns lie in pictures [N, Channels, Height, Width].</summary>
internal struct PictureTargetSizes
{
    public int Channels, Height, Width, Columns;

    /// <summary>The grid of pixels that is written: pixel (i, j) lies at (i·Step + FirstRow, j·Step + FirstColumn).</summary>
    public int GridPixels, GridWidth, Step, FirstRow, FirstColumn;

    public FastDivisor ByGridPixels, ByGridWidth;

    /// <summary>The grid is the whole picture and its pixels are a multiple of four.</summary>
    public int IsContiguous;

    public int HasBias;

    /// <summary>1 for no activation.</summary>
    public float Slope;
}
