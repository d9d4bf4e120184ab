using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Devices.Cpu.Convolution;
using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Engine.Gpu.Choice;
using ILComicGAN.Engine.Memory;
using ILComicGAN.Kernels.Convolution;
using ILComicGAN.Kernels.Elementwise;
using ILComicGAN.Kernels.Tiles;
using ILComicGAN.Kernels.Winograd;
using ILGPU;
using ILGPU.Runtime;

namespace ILComicGAN.Engine.Gpu.Products;

/// <summary>
/// A 3×3 convolution of stride 1, or its input gradient, as F(4×4, 3×3): a quarter of the multiplications for some four
/// times the traffic, so that it wins where channels are many.
/// </summary>
internal static class WinogradProduct
{
    private const int Products = 36;

    /// <summary>Tiles of a segment whose moments a group of threads takes, about.</summary>
    private const int SegmentTiles = 1024;

    /// <summary>
    /// With fewer channels the transforms cost more than the products save, and sums of few terms leave their rounding
    /// errors large beside the result.
    /// </summary>
    private const int FewestChannels = 32;

    /// <summary>Which shapes it computes, within 32-bit indices and the accuracy that was asked for.</summary>
    public static bool Fits(IlgpuDevice device, ConvolutionCase c) =>
        c is { IsExact: false, Shape: { KernelHeight: 3, KernelWidth: 3, Stride: 1, Groups: 1, Padding: <= 2 } s }
        && Math.Min(s.InChannels, s.OutChannels) >= FewestChannels
        && Products * (long)Math.Max(s.InChannels, s.OutChannels) * Tiles(s.Batch, Math.Max(s.InHeight, s.OutHeight), Math.Max(s.InWidth, s.OutWidth)) < int.MaxValue
        && device.MaxGroupSize >= 128;

    /// <summary>Of y = x ⋆ w.</summary>
    public static double ForwardCost(CardTraits card, ConvolutionCase c) =>
        Cost(card, c.Shape.InChannels, c.Shape.OutChannels, c.Shape.Batch, c.Shape.OutHeight, c.Shape.OutWidth);

    /// <summary>Of gx.</summary>
    public static double InputGradientCost(CardTraits card, ConvolutionCase c) =>
        Cost(card, c.Shape.OutChannels, c.Shape.InChannels, c.Shape.Batch, c.Shape.InHeight, c.Shape.InWidth);

    /// <summary>y = f(x ⋆ w + …).</summary>
    public static void Forward<TActivation>(IlgpuDevice device, ConvolutionBuffers b, ConvolutionCase c)
        where TActivation : struct, IUnaryFunction
    {
        Conv2dShape s = c.Shape;
        WinogradSizes sizes = Sizes(s.Batch, s.InChannels, c.Stored.Height, c.Stored.Width, s.OutChannels, s.OutHeight, s.OutWidth) with
        {
            FirstRow = -c.Before.Top,
            FirstColumn = -c.Before.Left,
            View = ConvolutionArguments.View(c),
        };
        WeightSizes weight = new()
        {
            Rows = s.OutChannels, Channels = s.InChannels, TapRows = 3, TapColumns = 3, TapStep = 1, KernelWidth = 3,
            RowStride = s.InChannels * 9, ChannelStride = 9,
        };
        Run<TActivation>(device, sizes, b.X, weight, b.Y, b, s);
    }

    /// <summary>gx: gy convolved with the weight turned over, its channels exchanged.</summary>
    public static void InputGradient(IlgpuDevice device, ConvolutionBuffers b, ConvolutionCase c)
    {
        Conv2dShape s = c.Shape;
        WinogradSizes sizes = Sizes(s.Batch, s.OutChannels, s.OutHeight, s.OutWidth, s.InChannels, s.InHeight, s.InWidth) with
        {
            FirstRow = s.Padding - 2,
            FirstColumn = s.Padding - 2,
        };
        WeightSizes weight = new()
        {
            Rows = s.InChannels, Channels = s.OutChannels, TapRows = 3, TapColumns = 3, FirstTapRow = 2, FirstTapColumn = 2, TapStep = -1,
            KernelWidth = 3, RowStride = 9, ChannelStride = s.InChannels * 9,
        };
        Run<LeakyRelu>(device, sizes, b.Y, weight, b.X, b, s);
    }

    /// <summary>36 products, and two transforms whose results lie in memory between them.</summary>
    private static double Cost(CardTraits card, int inChannels, int outChannels, int batch, int outHeight, int outWidth)
    {
        double tiles = Tiles(batch, outHeight, outWidth);
        double products = TileChoice.All.Where(tile => tile.Precision == Precision.Float32)
            .Min(tile => CostModel.Tiled(card, tile.Shape, outChannels, tiles, inChannels, Products, splits: false));
        return products
            + CostModel.Moves(card, Products * (double)inChannels * outChannels)
            + CostModel.Moves(card, 0)
            + Transformed(inChannels)
            + Transformed(outChannels);

        double Transformed(int channels) =>
            CostModel.Through(card, 16 * tiles * channels, 1) + CostModel.Through(card, Products * tiles * channels, 2);
    }

    private static void Run<TActivation>(
        IlgpuDevice device, WinogradSizes sizes, DeviceBuffer x, WeightSizes weight, DeviceBuffer y, ConvolutionBuffers b, Conv2dShape s)
        where TActivation : struct, IUnaryFunction
    {
        (int rows, int channels, int tiles) = (sizes.OutChannels, sizes.InChannels, sizes.Tiles);
        using PreparedWeights.Lease<PreparedBuffer> u = Transformed(device, b.W, weight, b.KeepsWeights);
        using IlgpuDevice.Temporary v = device.Rent((long)Products * channels * tiles);
        using IlgpuDevice.Temporary m = device.Rent((long)Products * rows * tiles);
        int regionRows = (sizes.TileRows + sizes.Region.TileRows - 1) / sizes.Region.TileRows;
        device.Launch(
            typeof(WinogradInputKernel),
            new KernelConfig(
                new Index3D(regionRows * sizes.RegionColumns, Math.Min(sizes.Planes, ushort.MaxValue), 1), new Index3D(WinogradRegion.Threads, 1, 1)),
            WinogradInputKernel.Run,
            IlgpuDevice.View(x),
            ConvolutionArguments.Prologue(b),
            v.View,
            sizes);
        device.MatMul(u.Value.Buffer, v.Buffer, m.Buffer, new MatMulShape(Products, rows, tiles, channels));
        WinogradOutputBody<TActivation> output = new(
            m.View, ConvolutionArguments.Epilogue<TActivation>(b.Epilogue, y), IlgpuDevice.View(y), sizes);
        if (b.Epilogue.Statistics is not { } statistics)
        {
            device.Planes(rows, tiles, output);
            return;
        }

        // Whole rows of tiles, so that all segments but the last have equally many pixels.
        int segmentRows = Math.Max(1, SegmentTiles / sizes.TileColumns);
        device.Statistics(
            y,
            new WinogradMoments<TActivation>(output),
            sizes.SampleTiles,
            segmentRows * sizes.TileColumns,
            4L * segmentRows * sizes.OutWidth,
            statistics,
            s);
    }

    /// <summary>U = GgGᵀ.</summary>
    private static PreparedWeights.Lease<PreparedBuffer> Transformed(
        IlgpuDevice device, DeviceBuffer w, WeightSizes weight, bool keep) =>
        w.Prepared.Get(("winograd", weight), () =>
        {
            DeviceBuffer u = device.Allocator.Rent((long)Products * weight.Rows * weight.Channels);
            device.Launch(
                typeof(WinogradWeightKernel),
                new KernelConfig(
                    new Index3D(
                        (weight.Channels + WeightTile.Channels - 1) / WeightTile.Channels, (weight.Rows + WeightTile.Rows - 1) / WeightTile.Rows, 1),
                    new Index3D(WeightTile.Threads, 1, 1)),
                WinogradWeightKernel.Run,
                IlgpuDevice.View(w),
                IlgpuDevice.View(u),
                weight);
            return new PreparedBuffer(u);
        }, keep);

    private static long Tiles(int batch, int height, int width) => (long)batch * ((height + 3) / 4) * ((width + 3) / 4);

    private static WinogradSizes Sizes(
        int batch, int inChannels, int inHeight, int inWidth, int outChannels, int outHeight, int outWidth)
    {
        int columns = (outWidth + 3) / 4;
        int tileRows = (outHeight + 3) / 4;
        int sampleTiles = tileRows * columns;
        WinogradRegion region = new(columns);
        return new WinogradSizes
        {
            InChannels = inChannels,
            InHeight = inHeight,
            InWidth = inWidth,
            OutChannels = outChannels,
            OutHeight = outHeight,
            OutWidth = outWidth,
            TileRows = tileRows,
            TileColumns = columns,
            Planes = batch * inChannels,
            RegionColumns = (columns + region.TileColumns - 1) / region.TileColumns,
            Region = region,
            SampleTiles = sampleTiles,
            Tiles = batch * sampleTiles,
            BySampleTiles = new FastDivisor(sampleTiles),
            ByTileColumns = new FastDivisor(columns),
        };
    }
}
