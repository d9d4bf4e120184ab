using ILComicGAN.Kernels.Tiles;

namespace ILComicGAN.Engine.Gpu.Choice;

/// <summary>
/// Rough times for choosing without measuring, in multiply-adds of a whole card at peak. Only their order matters.
/// </summary>
internal static class CostModel
{
    /// <summary>What one launch takes.</summary>
    private const double LaunchSeconds = 4e-6;

    /// <summary>The share of the second-level cache that a tensor may fill to be found there by its reader.</summary>
    private const double CacheShare = 0.6;

    /// <summary>The time of a float that stays in the second-level cache beside one that does not.</summary>
    private const double CachedFloat = 0.2;

    /// <summary>
    /// A tiled product: whole tiles, shared out evenly over the multiprocessors, which reach their best only with as many
    /// groups as they can hold.
    /// </summary>
    public static double Tiled(CardTraits card, TileShape tile, double rows, double columns, double depth, double batch, bool splits)
    {
        double tiles = Math.Ceiling(rows / tile.Rows) * Math.Ceiling(columns / tile.Columns) * batch;
        (int groups, double alone, double together) = Shares(tile);
        double work = (double)tile.Rows * tile.Columns * depth;
        if (splits)
        {
            return (tiles * work / together) + Launch(card);
        }

        double perMultiprocessor = Math.Ceiling(tiles / card.Multiprocessors);
        double rest = perMultiprocessor % groups;
        double time = ((perMultiprocessor - rest) / together)
            + (rest == 0 ? 0 : rest / (alone + ((together - alone) * (rest - 1) / (groups - 1))));
        return (card.Multiprocessors * work * time) + Launch(card);
    }

    /// <summary>How many multiply-adds a card at peak does while one thread per result, everything from the caches, does one.</summary>
    public const double DirectOverhead = 8;

    /// <summary>One thread per result: a share of the peak, or bound by memory.</summary>
    public static double Direct(CardTraits card, double multiplyAdds, double floats) =>
        Math.Max(multiplyAdds * DirectOverhead, floats * card.PerFloat) + Launch(card);

    /// <summary>A pass that only moves.</summary>
    public static double Moves(CardTraits card, double floats) => (floats * card.PerFloat) + Launch(card);

    /// <summary>A tensor that one kernel writes and the next one reads, so many times in all.</summary>
    public static double Through(CardTraits card, double floats, double times)
    {
        bool cached = floats * sizeof(float) <= CacheShare * card.CacheMegabytes * 1e6;
        return floats * times * card.PerFloat * (cached ? CachedFloat : 1);
    }

    private static double Launch(CardTraits card) => LaunchSeconds * card.Peak;

    /// <summary>
    /// How many groups a multiprocessor holds by its registers, and what share of its peak one alone and all of them reach:
    /// by a model of the machine code (docs/kernels.md).
    /// </summary>
    private static (int Groups, double Alone, double Together) Shares(TileShape tile) => (tile.Rows, tile.Columns, tile.Threads) switch
    {
        (128, 128, 128) => (2, 0.76, 0.87),
        (128, 128, _) => (2, 0.79, 0.88),
        (64, 128, _) => (3, 0.60, 0.79),
        _ => (4, 0.60, 0.72),
    };
}
