using ILComicGAN.Kernels.Tiles;

namespace ILComicGAN.Kernels.Convolution;

/// <summary>
/// How a product's columns sample a picture: column j is pixel (i, j) of sample n's output grid, and tap (a, b) reads the
/// source at row i·<see cref="Step"/> + <see cref="FirstRow"/> + a·<see cref="ShiftStep"/>, likewise its column. A forward
/// convolution walks its taps upwards; an input gradient walks them downwards, one grid for each phase of the stride.
/// </summary>
internal struct PatchSizes
{
    /// <summary>Of the source.</summary>
    public int Channels, Height, Width;

    /// <summary>All samples' pixels of the output grid: the product's columns. Of one sample where each is a product of its own.</summary>
    public int Columns;

    /// <summary>From one product of a batch to the next; 0 where all samples are one product.</summary>
    public int BatchColumns;

    /// <summary>Taps times channels: the summed dimension.</summary>
    public int Depth;

    /// <summary>The stride between neighbors of the grid, where tap (0, 0) of pixel (0, 0) lies, and from tap to tap.</summary>
    public int Step, FirstRow, FirstColumn, ShiftStep;

    /// <summary>Pixels of the source.</summary>
    public int Plane;

    public int Taps, TapColumns, GridPixels, GridWidth;

    public FastDivisor ByGridPixels, ByGridWidth, ByTapColumns, ByChannels;

    /// <summary>
    /// The sample of a column, and where tap (0, 0) of its pixel lies in the source. A column beyond the last one is that
    /// one again: its products are never stored.
    /// </summary>
    public readonly PatchPlace Locate(int batch, int column)
    {
        int position = (batch * BatchColumns) + Math.Min(column, Columns - 1);
        int n = ByGridPixels.Quotient(position);
        int pixel = position - (n * GridPixels);
        int i = ByGridWidth.Quotient(pixel);
        return new() { Sample = n, Row = (i * Step) + FirstRow, Column = ((pixel - (i * GridWidth)) * Step) + FirstColumn };
    }
}
