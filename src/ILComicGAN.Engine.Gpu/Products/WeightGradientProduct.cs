using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Kernels.Convolution;
using ILComicGAN.Kernels.MatrixProduct;
using ILComicGAN.Kernels.Tiles;
using ILGPU;

namespace ILComicGAN.Engine.Gpu.Products;

/// <summary>
/// A weight gradient as implicit GEMM, summed over all pixels; the sum is split so that the whole device has work, and
/// its parts are added in a fixed order.
/// </summary>
internal readonly struct WeightGradientProduct(
    IlgpuDevice device, ArrayView<float> x, int zero, ArrayView<float> gy, ArrayView<float> gw, ConvolutionCase c) : ITiledProduct
{
    /// <summary>
    /// Groups that give every card about one wave of work; more of them only write and read more parts of the sum. A number
    /// and not the card's own, so that every card adds in the same order.
    /// </summary>
    private const int Groups = 192;

    /// <summary>A part's rounding error stays that of some thousand additions.</summary>
    private const int LongestSplit = 256;

    private readonly ArrayView<float> _x = x, _gy = gy, _gw = gw;
    private readonly ConvolutionCase _c = c;
    private readonly Conv2dShape _s = c.Shape;

    public void Run<TRows, TColumns, TCore>()
        where TRows : struct, IExtent
        where TColumns : struct, IExtent
        where TCore : struct, IProductCore
    {
        TapSizes sizes = Sizes(SharedTile.StepScattered<TColumns>());
        int columns = _s.InChannels * sizes.Taps;
        int steps = (sizes.Pixels + Tile.Depth - 1) / Tile.Depth;
        int tiles = ((_s.OutChannels + default(TRows).Width - 1) / default(TRows).Width)
            * ((columns + default(TColumns).Width - 1) / default(TColumns).Width);
        int splits = Math.Clamp(Math.Max(Groups / tiles, (steps + LongestSplit - 1) / LongestSplit), 1, steps);
        int perSplit = (steps + splits - 1) / splits;
        splits = (steps + perSplit - 1) / perSplit;
        using IlgpuDevice.Temporary parts = device.Rent((long)splits * _s.OutChannels * columns);
        MatrixTarget target = new(parts.View, _s.OutChannels, columns);
        ProductGrid grid = new(_s.OutChannels, columns, steps, 1, splits);
        bool tapsFirst = _s.OutWidth % Tile.Depth == 0 && _s.InChannels % default(TColumns).Width == 0;
        if (_c.IsSeen)
        {
            Launch<TRows, TColumns, TCore, ReflectedBorder>(sizes, tapsFirst, target, grid);
        }
        else
        {
            Launch<TRows, TColumns, TCore, ZeroBorder>(sizes, tapsFirst, target, grid);
        }

        device.Elements(
            (long)_s.OutChannels * columns,
            new SplitSumBody(parts.View, _gw, splits, _s.OutChannels, _s.InChannels, sizes.Taps, tapsFirst ? 1 : 0));
    }

    private void Launch<TRows, TColumns, TCore, TBorder>(TapSizes sizes, bool tapsFirst, MatrixTarget target, ProductGrid grid)
        where TRows : struct, IExtent
        where TColumns : struct, IExtent
        where TCore : struct, IProductCore
        where TBorder : struct, IBorder
    {
        if (tapsFirst)
        {
            ArrayView<TapStep> table = device.Table(sizes, Steps);
            device.Tiled<TRows, TColumns, TCore, PixelRowOperand<TRows>, TapOperand<TColumns, TBorder>, MatrixTarget>(
                new(_gy, table, sizes), new(_x, zero, table, sizes), target, grid);
        }
        else
        {
            device.Tiled<TRows, TColumns, TCore, PixelOperand<TRows>, FlatTapOperand<TColumns, TBorder>, MatrixTarget>(
                new(_gy, sizes), new(_x, sizes), target, grid);
        }
    }

    private TapSizes Sizes(int step) => new()
    {
        Channels = _s.InChannels,
        Height = _c.Stored.Height,
        Width = _c.Stored.Width,
        View = ConvolutionArguments.View(_c),
        FirstRow = -_c.Before.Top,
        FirstColumn = -_c.Before.Left,
        OutChannels = _s.OutChannels,
        Pixels = _s.Batch * _s.OutHeight * _s.OutWidth,
        GridPixels = _s.OutHeight * _s.OutWidth,
        GridWidth = _s.OutWidth,
        Stride = _s.Stride,
        KernelWidth = _s.KernelWidth,
        Taps = _s.KernelHeight * _s.KernelWidth,
        ByGridPixels = new FastDivisor(_s.OutHeight * _s.OutWidth),
        ByGridWidth = new FastDivisor(_s.OutWidth),
        ByChannels = new FastDivisor(_s.InChannels),
        ByKernelWidth = new FastDivisor(_s.KernelWidth),
        ByTaps = new FastDivisor(_s.KernelHeight * _s.KernelWidth),
        Apart = step * _c.Stored.Height * _c.Stored.Width,
    };

    /// <summary>
    /// One entry for each sixteen pixels of a row, and one more that is read but not used: it lies outside, where there is an
    /// outside; everything that a view shows is a stored pixel, and it is the first one again.
    /// </summary>
    private static TapStep[] Steps(TapSizes s)
    {
        int count = s.Pixels / Tile.Depth;
        TapStep[] steps = new TapStep[count + 1];
        for (int i = 0; i < count; i++)
        {
            int n = i * Tile.Depth / s.GridPixels;
            int pixel = (i * Tile.Depth) - (n * s.GridPixels);
            int row = (pixel / s.GridWidth * s.Stride) + s.FirstRow;
            int column = (pixel % s.GridWidth * s.Stride) + s.FirstColumn;
            steps[i] = new TapStep
            {
                InputOffset = (n * s.Channels * s.Height * s.Width) + (s.View.IsPresent != 0 ? 0 : (row * s.Width) + column),
                OutputWord = ((n * s.OutChannels * s.GridPixels) + pixel) / 4,
                Row = row,
                Column = column,
            };
        }

        steps[count] = s.View.IsPresent != 0 ? steps[0] : new TapStep { Row = int.MinValue / 2 };
        return steps;
    }
}
