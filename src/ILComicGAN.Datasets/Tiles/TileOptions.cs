namespace ILComicGAN.Datasets.Tiles;

/// <summary>How large pictures are cut into squares.</summary>
public sealed record TileOptions
{
    /// <summary>Side of the squares, in pixels.</summary>
    public int Size { get; init; } = 256;

    /// <summary>From one square to the next; null for side by side.</summary>
    public int? Stride { get; init; }

    /// <summary>Larger pictures are reduced to this longest side first; null for none.</summary>
    public int? MaxSide { get; init; }
}
