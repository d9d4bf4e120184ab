using ILComicGAN.Engine;
using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Networks.Layers;

namespace ILComicGAN.Networks.Tiles;

/// <summary>
/// What the normalizations of a network found in a whole picture. While a tile is computed on a thread, its normalizations
/// ask here: those that are known apply, the one that is wanted is gathered, and those after it do not matter.
/// </summary>
internal sealed class PictureStatistics : IDisposable
{
    [ThreadStatic]
    private static PictureStatistics? s_current;

    private readonly Dictionary<Lin, LinStatistics> _known = [];
    private Lin? _wanted;
    private LinStatistics? _gathering;
    private Tile _tile;

    /// <summary>Those of the picture of which this thread computes a tile; null where it computes a picture as a whole.</summary>
    public static PictureStatistics? Current => s_current;

    /// <summary>Gathers the statistics of one normalization.</summary>
    /// <param name="wanted">The normalization; all before it are known.</param>
    /// <param name="pass">Computes all tiles, once in each round.</param>
    public void Gather(Lin wanted, Action pass)
    {
        LinStatistics statistics = wanted.Gather();
        (_wanted, _gathering) = (wanted, statistics);
        try
        {
            do
            {
                pass();
            }
            while (!wanted.Complete(statistics));
        }
        finally
        {
            (_wanted, _gathering) = (null, null);
            _known.Add(wanted, statistics);
        }
    }

    /// <summary>Computes a tile on this thread.</summary>
    public Tensor Compute(Tile tile, Func<Tensor> forward)
    {
        PictureStatistics? before = s_current;
        (s_current, _tile) = (this, tile);
        try
        {
            return forward();
        }
        finally
        {
            s_current = before;
        }
    }

    /// <summary>What a normalization makes of its part of the tile, [1, C, H, W].</summary>
    public Tensor Normalize(Lin lin, Tensor x)
    {
        if (_known.TryGetValue(lin, out LinStatistics? statistics))
        {
            return lin.ForwardBy(statistics, x);
        }

        if (lin == _wanted)
        {
            using TensorScope scope = new();
            _gathering!.Add(Cut(x, _tile.Inner.Within(_tile.Outer).DividedBy(_tile.Outer.Width / x.Shape[3])));
        }

        return x;
    }

    /// <summary>A part of x [N, C, H, W].</summary>
    public static Tensor Cut(Tensor x, Area area)
    {
        using TensorScope scope = new();
        Tensor rows = Functional.Slice(x, 2, area.Top, area.Height);
        return scope.Keep(Functional.Slice(rows, 3, area.Left, area.Width));
    }

    /// <summary>Frees them.</summary>
    public void Dispose()
    {
        foreach (LinStatistics statistics in _known.Values)
        {
            statistics.Dispose();
        }
    }
}
