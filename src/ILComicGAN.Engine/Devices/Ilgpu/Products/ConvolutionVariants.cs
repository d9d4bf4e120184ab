using ILComicGAN.Engine.Contract;
using ILComicGAN.Kernels;
using ILGPU;

namespace ILComicGAN.Engine.Devices.Ilgpu;

using Variant = KernelVariant<Conv2dShape, ConvolutionBuffers>;

/// <summary>The ways to compute each of the three forms of a convolution.</summary>
internal static class ConvolutionVariants
{
    /// <summary>y = x ⋆ w + bias.</summary>
    public static IReadOnlyList<Variant> Forward { get; } =
    [
        new("direct", (_, _) => true, (_, s) => CostModel.Direct(MultiplyAdds(s), Floats(s)), Direct),
        new(
            "winograd.4x4",
            WinogradProduct.Fits,
            (device, s) => WinogradProduct.Cost(device, s.InChannels, s.OutChannels, s.Batch, s.OutHeight, s.OutWidth),
            WinogradProduct.Forward),
        .. TileChoice.All.Select(tile => new Variant(
            tile.Variant,
            (device, s) => FitsTiles(device, tile, s),
            (device, s) => tile.Cost * CostModel.Tiled(
                device, tile.Shape, s.OutChannels, (double)s.Batch * s.OutHeight * s.OutWidth, Depth(s.InChannels, s), 1, splits: false),
            (device, b, s) => TiledForward(device, tile.Shape, b, s))),
    ];

    /// <summary>gx from gy (the buffers' Y) and w.</summary>
    public static IReadOnlyList<Variant> InputGradient { get; } =
    [
        new("direct", (_, _) => true, (_, s) => CostModel.Direct(MultiplyAdds(s) * s.Stride, Floats(s)), DirectInputGradient),
        new(
            "winograd.4x4",
            WinogradProduct.Fits,
            (device, s) => WinogradProduct.Cost(device, s.OutChannels, s.InChannels, s.Batch, s.InHeight, s.InWidth),
            WinogradProduct.InputGradient),
        .. TileChoice.All.Select(tile => new Variant(
            tile.Variant,
            (device, s) => FitsTiles(device, tile, s),
            (device, s) => tile.Cost * CostModel.Tiled(
                device, tile.Shape, s.InChannels, (double)s.Batch * s.OutHeight * s.OutWidth, Depth(s.OutChannels, s), 1, splits: false),
            (device, b, s) => TiledInputGradient(device, tile.Shape, b, s))),
    ];

    /// <summary>gw (the buffers' W) from x and gy.</summary>
    public static IReadOnlyList<Variant> WeightGradient { get; } =
    [
        new("direct", (_, _) => true, (_, s) => 16 * CostModel.Direct(MultiplyAdds(s), Floats(s)), DirectWeightGradient),
        new("rows", (_, s) => s.Groups == s.InChannels && s.Groups == s.OutChannels, (_, s) => CostModel.Moves(Floats(s)), RowsWeightGradient),
        .. TileChoice.All.Select(tile => new Variant(
            tile.Variant,
            (device, s) => FitsTiles(device, tile, s),
            (device, s) => tile.Cost * CostModel.Tiled(
                device,
                tile.Shape,
                s.OutChannels,
                (double)s.InChannels * s.KernelHeight * s.KernelWidth,
                (double)s.Batch * s.OutHeight * s.OutWidth,
                1,
                splits: true),
            (device, b, s) => tile.Shape.Apply(new WeightGradientProduct(
                device, View(b.X), IlgpuDevice.ZeroBehind(b.X), View(b.Y), View(b.W), s)))),
    ];

    private static bool FitsTiles(IlgpuDevice device, TileChoice tile, Conv2dShape s) =>
        s.Groups == 1 && tile.Fits(device) && LargestTensor(s) < int.MaxValue / 2;

    private static long LargestTensor(in Conv2dShape s) => s.Batch * Math.Max(
        (long)s.InChannels * s.InHeight * s.InWidth, (long)s.OutChannels * s.OutHeight * s.OutWidth);

    private static double MultiplyAdds(in Conv2dShape s) => s.FloatingPointOperations / 2.0;

    private static double Floats(in Conv2dShape s) => (double)s.Batch
        * (((double)s.InChannels * s.InHeight * s.InWidth) + ((double)s.OutChannels * s.OutHeight * s.OutWidth));

    private static double Depth(int channels, in Conv2dShape s) =>
        (double)channels * s.KernelHeight * s.KernelWidth * (PatchProduct.HasBlocks(channels, s.KernelHeight * s.KernelWidth) ? 1 : 1.2);

    private static ArrayView<float> View(Memory.DeviceBuffer buffer) => IlgpuDevice.View(buffer);

    private static void Direct(IlgpuDevice device, ConvolutionBuffers b, Conv2dShape s) => device.Planes(
        s.Batch * s.OutChannels,
        s.OutHeight * s.OutWidth,
        new ConvForward1DirectBody(
            View(b.X), View(b.W), View(b.Bias ?? b.W), b.Bias is null ? 0 : 1, View(b.Y), b.Slope, IlgpuDevice.Sizes(s)));

    private static void TiledForward(IlgpuDevice device, TileShape tile, ConvolutionBuffers b, Conv2dShape s)
    {
        PatchLaunch launch = PatchLaunch.Forward(s);
        PictureTargetSizes sizes = launch.Target with { HasBias = b.Bias is null ? 0 : 1, Slope = b.Slope };
        PictureTarget target = new(View(b.Y), View(b.Bias ?? b.W), sizes);
        tile.Apply(new PatchProduct(device, View(b.X), IlgpuDevice.ZeroBehind(b.X), View(b.W), launch, target));
    }

    private static void DirectInputGradient(IlgpuDevice device, ConvolutionBuffers b, Conv2dShape s) => device.Planes(
        s.Batch * s.InChannels,
        s.InHeight * s.InWidth,
        new ConvInputGradient1DirectBody(View(b.Y), View(b.W), View(b.X), IlgpuDevice.Sizes(s)));

    private static void TiledInputGradient(IlgpuDevice device, TileShape tile, ConvolutionBuffers b, Conv2dShape s)
    {
        for (int row = 0; row < s.Stride; row++)
        {
            for (int column = 0; column < s.Stride; column++)
            {
                if (PatchLaunch.InputGradient(s, row, column) is not { } launch)
                {
                    continue;
                }

                PictureTarget target = new(View(b.X), View(b.W), launch.Target);
                if (launch.Sizes.Depth == 0)
                {
                    // A stride longer than the kernel: no output reads these pixels.
                    device.Elements((long)launch.Sizes.Columns * s.InChannels, new ClearGridBody(target, launch.Sizes.Columns));
                }
                else
                {
                    tile.Apply(new PatchProduct(device, View(b.Y), IlgpuDevice.ZeroBehind(b.Y), View(b.W), launch, target));
                }
            }
        }
    }

    private static void DirectWeightGradient(IlgpuDevice device, ConvolutionBuffers b, Conv2dShape s) => device.Planes(
        s.OutChannels,
        s.GroupInChannels * s.KernelHeight * s.KernelWidth,
        new ConvWeightGradient1DirectBody(View(b.X), View(b.Y), View(b.W), IlgpuDevice.Sizes(s)));

    /// <summary>Depthwise: each weight is one sum over samples and pixels.</summary>
    private static void RowsWeightGradient(IlgpuDevice device, ConvolutionBuffers b, Conv2dShape s)
    {
        int taps = s.KernelHeight * s.KernelWidth;
        device.RowSums(
            s.Channels() * taps,
            (long)s.Batch * s.OutHeight * s.OutWidth,
            new DepthwiseWeightTerms(View(b.X), View(b.Y), IlgpuDevice.Sizes(s)),
            View(b.W));
    }

    private static int Channels(this in Conv2dShape s) => s.OutChannels;
}
