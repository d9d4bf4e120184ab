using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Memory;
using ILComicGAN.Kernels;
using ILGPU;
using ILGPU.Runtime;

namespace ILComicGAN.Engine.Devices.Ilgpu;

/// <summary>
/// A 3×3 convolution of stride 1, or its input gradient, as F(4×4, 3×3): a quarter of the multiplications for some four
/// times the traffic, so that it wins where channels are many.
/// </summary>
internal static class WinogradProduct
{
    private const int Products = 36;

    /// <summary>Which shapes it computes, within 32-bit indices.</summary>
    public static bool Fits(IlgpuDevice device, Conv2dShape s) =>
        s is { KernelHeight: 3, KernelWidth: 3, Stride: 1, Groups: 1, Padding: <= 2 }
        && Products * (long)Math.Max(s.InChannels, s.OutChannels) * Tiles(s.Batch, Math.Max(s.InHeight, s.OutHeight), Math.Max(s.InWidth, s.OutWidth)) < int.MaxValue
        && device.MaxGroupSize >= 128;

    /// <summary>36 products and four passes over memory.</summary>
    public static double Cost(IlgpuDevice device, int inChannels, int outChannels, int batch, int outHeight, int outWidth)
    {
        double tiles = Tiles(batch, outHeight, outWidth);
        double products = TileChoice.All.Where(tile => tile.Precision == Precision.Float32)
            .Min(tile => CostModel.Tiled(device, tile.Shape, outChannels, tiles, inChannels, Products, splits: false));
        return products + CostModel.Moves(tiles * ((16 + (2 * Products)) * (double)(inChannels + outChannels)));
    }

    /// <summary>y = x ⋆ w + bias.</summary>
    public static void Forward(IlgpuDevice device, ConvolutionBuffers b, Conv2dShape s) => Run(
        device,
        Sizes(s.Batch, s.InChannels, s.InHeight, s.InWidth, s.OutChannels, s.OutHeight, s.OutWidth, s.Padding),
        b.X,
        b.W,
        new WeightSizes
        {
            Rows = s.OutChannels, Channels = s.InChannels, TapRows = 3, TapColumns = 3, TapStep = 1, KernelWidth = 3,
            RowStride = s.InChannels * 9, ChannelStride = 9,
        },
        b.Bias,
        b.Y,
        b.Slope);

    /// <summary>gx: gy convolved with the weight turned over, its channels exchanged.</summary>
    public static void InputGradient(IlgpuDevice device, ConvolutionBuffers b, Conv2dShape s) => Run(
        device,
        Sizes(s.Batch, s.OutChannels, s.OutHeight, s.OutWidth, s.InChannels, s.InHeight, s.InWidth, 2 - s.Padding),
        b.Y,
        b.W,
        new WeightSizes
        {
            Rows = s.InChannels, Channels = s.OutChannels, TapRows = 3, TapColumns = 3, FirstTapRow = 2, FirstTapColumn = 2, TapStep = -1,
            KernelWidth = 3, RowStride = 9, ChannelStride = s.InChannels * 9,
        },
        null,
        b.X,
        slope: 1);

    private static void Run(
        IlgpuDevice device, WinogradSizes sizes, DeviceBuffer x, DeviceBuffer w, WeightSizes weight, DeviceBuffer? bias, DeviceBuffer y, float slope)
    {
        (int rows, int channels, int tiles) = (sizes.OutChannels, sizes.InChannels, sizes.Tiles);
        using IlgpuDevice.Temporary u = device.Rent((long)Products * rows * channels);
        using IlgpuDevice.Temporary v = device.Rent((long)Products * channels * tiles);
        using IlgpuDevice.Temporary m = device.Rent((long)Products * rows * tiles);
        device.Launch(
            typeof(WinogradWeightKernel),
            new KernelConfig(
                new Index3D((channels + WeightTile.Channels - 1) / WeightTile.Channels, (rows + WeightTile.Rows - 1) / WeightTile.Rows, 1),
                new Index3D(WeightTile.Threads, 1, 1)),
            WinogradWeightKernel.Run,
            IlgpuDevice.View(w),
            u.View,
            weight);
        int regionRows = (sizes.TileRows + sizes.Region.TileRows - 1) / sizes.Region.TileRows;
        device.Launch(
            typeof(WinogradInputKernel),
            new KernelConfig(
                new Index3D(regionRows * sizes.RegionColumns, Math.Min(sizes.Planes, ushort.MaxValue), 1), new Index3D(WinogradRegion.Threads, 1, 1)),
            WinogradInputKernel.Run,
            IlgpuDevice.View(x),
            v.View,
            sizes);
        device.MatMul(u.Buffer, v.Buffer, m.Buffer, new MatMulShape(Products, rows, tiles, channels));
        device.Planes(
            rows,
            tiles,
            new WinogradOutputBody(m.View, IlgpuDevice.View(bias ?? y), bias is null ? 0 : 1, IlgpuDevice.View(y), slope, sizes));
    }

    private static long Tiles(int batch, int height, int width) => (long)batch * ((height + 3) / 4) * ((width + 3) / 4);

    private static WinogradSizes Sizes(
        int batch, int inChannels, int inHeight, int inWidth, int outChannels, int outHeight, int outWidth, int padding)
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
            Padding = padding,
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
