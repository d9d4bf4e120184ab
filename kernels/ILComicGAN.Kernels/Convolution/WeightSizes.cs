using ILComicGAN.Kernels.Tiles;

namespace ILComicGAN.Kernels.Convolution;

/// <summary>Which taps of a weight are used, which of its two channel dimensions is summed, and how both are packed.</summary>
internal struct WeightSizes
{
    /// <summary>Rows of the product.</summary>
    public int Rows;

    /// <summary>
    /// Packed for a tiled product: rows of a tile, and tiles of <see cref="Tile.Depth"/> that one row of tiles has, the spare
    /// one included.
    /// </summary>
    public int Width, Tiles;

    /// <summary>The summed channels.</summary>
    public int Channels;

    /// <summary>The taps (FirstTapRow + a·TapStep, FirstTapColumn + b·TapStep), a and b up to TapRows and TapColumns.</summary>
    public int TapRows, TapColumns, FirstTapRow, FirstTapColumn, TapStep, KernelWidth;

    /// <summary>Elements of the weight from row to row and from channel to channel.</summary>
    public int RowStride, ChannelStride;

    /// <summary>The summed indices.</summary>
    public readonly int Depth => TapRows * TapColumns * Channels;
}
