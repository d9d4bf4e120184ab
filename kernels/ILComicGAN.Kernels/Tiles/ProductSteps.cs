namespace ILComicGAN.Kernels.Tiles;

/// <summary>How the summed dimension is cut: slice = batch·Splits + split of the grid's third dimension.</summary>
internal struct ProductSteps
{
    /// <summary>Tiles of <see cref="Tile.Depth"/> in the whole sum, at least 1.</summary>
    public int Count;

    /// <summary>Tiles that one split adds up.</summary>
    public int PerSplit;

    /// <summary>Parts of the sum, added up by another kernel.</summary>
    public int Splits;
}
