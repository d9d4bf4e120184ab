namespace ILComicGAN.Engine.Devices.Cpu.Convolution;

/// <summary>
/// What a 3×3 convolution costs in its ways, in multiply-adds of one vector of one thread. The constants are
/// measured; the bench's <c>choice</c> command puts the model beside the clock.
/// </summary>
internal static class ConvolutionCost
{
    /// <summary>A product's multiply-adds against the least.</summary>
    private const double DirectOverhead = 1.05;

    /// <summary>Packing one vector of the patches.</summary>
    private const double Packing = 20;

    /// <summary>The overhead of the 36 products, whose operands come from the caches further out.</summary>
    private const double WinogradOverhead = 1.5;

    /// <summary>Transforming one vector of tiles of one channel, in and out on average.</summary>
    private const double TileTransform = 950;

    /// <summary>Transforming one kernel.</summary>
    private const double KernelTransform = 100;

    /// <summary>As a matrix product over patches.</summary>
    /// <param name="rows">Channels of the result.</param>
    /// <param name="depth">Channels that are summed over.</param>
    /// <param name="positions">Positions of the result, of all pictures.</param>
    /// <param name="lanes">Floats in a vector.</param>
    /// <param name="tileRows">Rows of a register tile, of which whole ones are computed.</param>
    public static double Direct(int rows, int depth, long positions, int lanes, int tileRows) =>
        9.0 * depth * positions / lanes * ((DirectOverhead * Whole(rows, tileRows)) + Packing);

    /// <summary>By F(4×4, 3×3).</summary>
    /// <param name="rows">Channels of the result.</param>
    /// <param name="depth">Channels that are summed over.</param>
    /// <param name="tiles">Tiles of 4×4 results, those at the border whole.</param>
    /// <param name="lanes">Floats in a vector.</param>
    /// <param name="tileRows">Rows of a register tile.</param>
    public static double Winograd(int rows, int depth, long tiles, int lanes, int tileRows)
    {
        double vectors = (double)((tiles + lanes - 1) / lanes);
        return (WinogradOverhead * 36 * Whole(rows, tileRows) * depth * vectors)
            + (TileTransform * vectors * ((double)rows + depth))
            + (KernelTransform * rows * depth);
    }

    /// <summary>Transforming one vector of tiles of 6×6 of one channel, in and out on average.</summary>
    private const double WideTransform = 1900;

    /// <summary>By F(6×6, 3×3). Kernels are transformed once for all pictures, here and in the ways below.</summary>
    /// <param name="rows">Channels of the result.</param>
    /// <param name="depth">Channels that are summed over.</param>
    /// <param name="tiles">Tiles of 6×6 results, those at the border whole.</param>
    /// <param name="lanes">Floats in a vector.</param>
    /// <param name="tileRows">Rows of a register tile.</param>
    public static double WinogradF6x3(int rows, int depth, long tiles, int lanes, int tileRows)
    {
        double vectors = (double)((tiles + lanes - 1) / lanes);
        return (WinogradOverhead * 64 * Whole(rows, tileRows) * depth * vectors)
            + (WideTransform * vectors * ((double)rows + depth));
    }

    /// <summary>The overhead of products whose depth or rows are those of four phases.</summary>
    private const double PhasesOverhead = 1.1;

    /// <summary>Transforming the inputs of one vector of tiles of one channel, where the picture is enlarged.</summary>
    private const double DoubledInput = 2000;

    /// <summary>Transforming back all phases of one vector of tiles of one channel.</summary>
    private const double DoubledOutput = 7000;

    /// <summary>Transforming the inputs of all phases of one vector of tiles of one channel, with stride 2.</summary>
    private const double HalvedInput = 5000;

    /// <summary>Transforming back one vector of tiles of one channel.</summary>
    private const double HalvedOutput = 2200;

    /// <summary>Over an enlarged picture by F(6×6, 2×2) of its phases.</summary>
    /// <param name="rows">Channels of the result.</param>
    /// <param name="depth">Channels that are summed over.</param>
    /// <param name="tiles">Tiles of 12×12 results.</param>
    /// <param name="lanes">Floats in a vector.</param>
    /// <param name="tileRows">Rows of a register tile.</param>
    public static double Doubled(int rows, int depth, long tiles, int lanes, int tileRows)
    {
        double vectors = (double)((tiles + lanes - 1) / lanes);
        return (PhasesOverhead * 196 * Whole(rows, tileRows) * depth * vectors)
            + (vectors * ((DoubledInput * depth) + (DoubledOutput * rows)));
    }

    /// <summary>With stride 2 by F(6×6, 2×2) of the picture's phases.</summary>
    /// <param name="rows">Channels of the result.</param>
    /// <param name="depth">Channels that are summed over.</param>
    /// <param name="tiles">Tiles of 6×6 results.</param>
    /// <param name="lanes">Floats in a vector.</param>
    /// <param name="tileRows">Rows of a register tile.</param>
    public static double Halved(int rows, int depth, long tiles, int lanes, int tileRows)
    {
        double vectors = (double)((tiles + lanes - 1) / lanes);
        return (PhasesOverhead * 169 * Whole(rows, tileRows) * depth * vectors)
            + (vectors * ((HalvedInput * depth) + (HalvedOutput * rows)));
    }

    private static double Whole(int rows, int tileRows) => (double)((rows + tileRows - 1) / tileRows * tileRows);
}
