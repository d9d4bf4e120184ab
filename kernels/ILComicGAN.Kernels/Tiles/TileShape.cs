using ILComicGAN.Kernels.TensorCores;

namespace ILComicGAN.Kernels.Tiles;

/// <summary>The shapes of tiles in which <see cref="RegisterTiledProduct"/> is compiled.</summary>
internal sealed class TileShape
{
    private readonly Action<ITiledProduct> _apply;

    private TileShape(string name, int rows, int columns, int threads, Action<ITiledProduct> apply)
    {
        (Name, Rows, Columns, Threads) = (name, rows, columns, threads);
        _apply = apply;
    }

    /// <summary>Rows × columns of C per group, and rows × columns per thread.</summary>
    public static IReadOnlyList<TileShape> All { get; } =
    [
        new("128x128.16x8", 128, 128, 128, product => product.Run<Extent128By128, Extent128By128, FusedCore<Extent128By128, Extent128By128, Sums16<Row8>, Row8>>()),
        new("128x128.8x8", 128, 128, 256, product => product.Run<Extent128By256, Extent128By256, FusedCore<Extent128By256, Extent128By256, Sums8<Row8>, Row8>>()),
        new("64x128.8x8", 64, 128, 128, product => product.Run<Extent64By128, Extent128By128, FusedCore<Extent64By128, Extent128By128, Sums8<Row8>, Row8>>()),
        new("64x64.8x4", 64, 64, 128, product => product.Run<Extent64By128, Extent64By128, FusedCore<Extent64By128, Extent64By128, Sums8<Row4>, Row4>>()),
    ];

    /// <summary>The one that wastes least on small products.</summary>
    public static TileShape Smallest => All[^1];

    /// <summary>On tensor cores, in a lower precision that the user must ask for.</summary>
    public static IReadOnlyList<TileShape> Tensor { get; } =
    [
        new("128x128.tf32", 128, 128, 256, product => product.Run<Extent128By256, Extent128By256, TensorCore<Extent128By256, Extent128By256, TensorFloat32>>()),
        new("128x128.f16", 128, 128, 256, product => product.Run<Extent128By256, Extent128By256, TensorCore<Extent128By256, Extent128By256, TensorHalf>>()),
    ];

    public string Name { get; }

    public int Rows { get; }

    public int Columns { get; }

    public int Threads { get; }

    /// <summary>Calls the product with this shape as types.</summary>
    public void Apply(ITiledProduct product) => _apply(product);
}
