using ILComicGAN.Kernels;

namespace ILComicGAN.Engine.Devices.Ilgpu;

/// <summary>
/// Rough times for choosing without measuring, in multiply-adds of a whole device at peak. Only their order matters.
/// </summary>
internal static class CostModel
{
    /// <summary>Multiply-adds that a card does while it moves one float: RTX 30 and 40 do some 100.</summary>
    private const double PerFloat = 100;

    /// <summary>What one launch costs, some four microseconds.</summary>
    private const double Launch = 4e7;

    /// <summary>
    /// A tiled product: whole tiles in whole waves over the multiprocessors, at the share of multiply-adds in the tile's
    /// loop.
    /// </summary>
    public static double Tiled(IlgpuDevice device, TileShape tile, double rows, double columns, double depth, double batch, bool splits)
    {
        double tiles = Math.Ceiling(rows / tile.Rows) * Math.Ceiling(columns / tile.Columns) * batch;
        double atOnce = device.Multiprocessors * (256.0 / tile.Threads);
        double waves = splits ? Math.Max(1, tiles / atOnce) : Math.Ceiling(tiles / atOnce);
        double share = tile.Rows * tile.Columns switch
        {
            _ when tile.Threads == 128 && tile.Rows == 128 => 0.915,
            16384 => 0.90,
            8192 => 0.87,
            _ => 0.80,
        };
        return (waves * atOnce * tile.Rows * tile.Columns * depth / share) + Launch;
    }

    /// <summary>One thread per result, everything from the caches: an eighth of the peak, or bound by memory.</summary>
    public static double Direct(double multiplyAdds, double floats) => Math.Max(multiplyAdds * 8, floats * PerFloat) + Launch;

    /// <summary>A pass that only moves.</summary>
    public static double Moves(double floats) => (floats * PerFloat) + Launch;
}
