namespace ILComicGAN.Kernels;

/// <summary>The sizes of a 3×3 convolution of stride 1 in tiles of 4×4 outputs.</summary>
internal struct WinogradSizes
{
    /// <summary>Of the source and of the result.</summary>
    public int InChannels, InHeight, InWidth, OutChannels, OutHeight, OutWidth, Padding;

    /// <summary>Tiles down, across, of one sample, and of all samples.</summary>
    public int TileRows, TileColumns, SampleTiles, Tiles;

    /// <summary>Planes of the source, and regions across each.</summary>
    public int Planes, RegionColumns;

    /// <summary>What a group stages of a plane of the source.</summary>
    public WinogradRegion Region;

    public FastDivisor BySampleTiles, ByTileColumns;
}
