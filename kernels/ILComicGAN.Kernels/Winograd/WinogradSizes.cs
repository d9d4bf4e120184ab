namespace ILComicGAN.Kernels;

/// <summary>The sizes of a 3×3 convolution of stride 1 in tiles of 4×4 outputs.</summary>
internal struct WinogradSizes
{
    /// <summary>Of the source and of the result.</summary>
    public int InChannels, InHeight, InWidth, OutChannels, OutHeight, OutWidth, Padding;

    /// <summary>Tiles across, of one sample, and of all samples.</summary>
    public int TileColumns, SampleTiles, Tiles;

    public FastDivisor BySampleTiles, ByTileColumns;
}
