using ILComicGAN.Kernels.Convolution;
using ILComicGAN.Kernels.Tiles;

namespace ILComicGAN.Kernels.Winograd;

/// <summary>The sizes of a 3×3 convolution of stride 1 in tiles of 4×4 outputs.</summary>
internal struct WinogradSizes
{
    /// <summary>Of the source and of the result.</summary>
    public int InChannels, InHeight, InWidth, OutChannels, OutHeight, OutWidth;

    /// <summary>Where the first window begins: as far before the picture as its border reaches.</summary>
    public int FirstRow, FirstColumn;

    /// <summary>How the source is seen; without zeros around it where it is present.</summary>
    public ViewSizes View;

    /// <summary>Tiles down, across, of one sample, and of all samples.</summary>
    public int TileRows, TileColumns, SampleTiles, Tiles;

    /// <summary>Planes of the source, and regions across each.</summary>
    public int Planes, RegionColumns;

    /// <summary>What a group stages of a plane of the source.</summary>
    public WinogradRegion Region;

    public FastDivisor BySampleTiles, ByTileColumns;

    /// <summary>Where the pixel behind a place lies in its stored plane; −1 for a zero. Windows may reach beyond a view's border.</summary>
    public readonly int Find(int row, int column) => View.IsPresent != 0
        ? default(ReflectedBorder).Find(View, Math.Min(row, View.LastRow), Math.Min(column, View.LastColumn), InHeight, InWidth)
        : default(ZeroBorder).Find(View, row, column, InHeight, InWidth);
}
