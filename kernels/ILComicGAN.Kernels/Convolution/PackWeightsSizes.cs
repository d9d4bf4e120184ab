namespace ILComicGAN.Kernels;

/// <summary>Which taps of a weight are packed and which of its two channel dimensions is summed.</summary>
internal struct PackWeightsSizes
{
    /// <summary>Rows of the product.</summary>
    public int Rows;

    /// <summary>Rows of a tile, and tiles of <see cref="Tile.Depth"/> that one row of tiles has, the spare one included.</summary>
    public int Width, Tiles;

    /// <summary>The summed channels.</summary>
    public int Channels;

    /// <summary>The taps (FirstTapRow + a·TapStep, FirstTapColumn + b·TapStep), a and b up to TapRows and TapColumns.</summary>
    public int TapRows, TapColumns, FirstTapRow, FirstTapColumn, TapStep, KernelWidth;

    /// <summary>Elements of the weight from row to row and from channel to channel.</summary>
    public int RowStride, ChannelStride;
}
