using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Engine.Gpu.Choice;
using ILComicGAN.Engine.Memory;
using ILComicGAN.Kernels.Convolution;
using ILComicGAN.Kernels.Elementwise;
using ILComicGAN.Kernels.Reduction;
using ILComicGAN.Kernels.Tiles;
using ILGPU;

namespace ILComicGAN.Engine.Gpu.Products;

using Variant = KernelVariant<ConvolutionCase, ConvolutionBuffers>;

/// <summary>The ways to compute each of the three forms of a convolution.</summary>
internal static class ConvolutionVariants
{
    /// <summary>Output channels up to which a tile of rows is mostly empty, so that one thread for each result may be faster.</summary>
    private const int FewRows = 8;

    /// <summary>y = x ⋆ w with its prologue and epilogue.</summary>
    public static IReadOnlyList<Variant> Forward { get; } =
    [
        new(
            "direct",
            (_, _) => true,
            (card, c) => CostModel.Direct(card, MultiplyAdds(c), Floats(c)),
            (device, b, c) => Activations.With(b.Epilogue.Activation, new DirectConvolution(device, b, c)),
            c => c.Shape.OutChannels <= FewRows || c.Shape.Groups > 1),
        new(
            "few-rows",
            (_, c) => FewRowsConvolution.Fits(c),
            FewRowsConvolution.Cost,
            (device, b, c) => Activations.With(b.Epilogue.Activation, new FewRowsConvolution(device, b, c)),
            _ => true),
        new(
            "winograd.4x4",
            WinogradProduct.Fits,
            WinogradProduct.ForwardCost,
            (device, b, c) => Activations.With(b.Epilogue.Activation, new WinogradConvolution(device, b, c)),
            _ => true),
        .. TileChoice.All.Select(tile => new Variant(
            tile.Variant,
            (device, c) => FitsTiles(device, tile, c),
            (card, c) => card.Cost(tile.Precision) * CostModel.Tiled(
                card, tile.Shape, c.Shape.OutChannels, Pixels(c), Depth(c.Shape.InChannels, c), 1, splits: false),
            (device, b, c) => Activations.With(b.Epilogue.Activation, new TiledConvolution(device, tile.Shape, b, c)))),
    ];

    /// <summary>gx (the buffers' X) from gy (their Y) and w.</summary>
    public static IReadOnlyList<Variant> InputGradient { get; } =
    [
        new(
            "direct",
            (_, _) => true,
            (card, c) => CostModel.Direct(card, MultiplyAdds(c) * c.Shape.Stride, Floats(c)),
            DirectInputGradient,
            c => c.Shape.InChannels <= FewRows || c.Shape.Groups > 1),
        new("winograd.4x4", WinogradProduct.Fits, WinogradProduct.InputGradientCost, WinogradProduct.InputGradient, _ => true),
        .. TileChoice.All.Select(tile => new Variant(
            tile.Variant,
            (device, c) => FitsTiles(device, tile, c),
            (card, c) => card.Cost(tile.Precision) * CostModel.Tiled(
                card, tile.Shape, c.Shape.InChannels, Pixels(c), Depth(c.Shape.OutChannels, c), 1, splits: false),
            (device, b, c) => TiledInputGradient(device, tile.Shape, b, c.Shape))),
    ];

    /// <summary>gw (the buffers' W) from x and gy.</summary>
    public static IReadOnlyList<Variant> WeightGradient { get; } =
    [
        new("direct", (_, _) => true, (card, c) => 16 * CostModel.Direct(card, MultiplyAdds(c), Floats(c)), DirectWeightGradient),
        new(
            "rows",
            (_, c) => c.Shape.Groups == c.Shape.InChannels && c.Shape.Groups == c.Shape.OutChannels,
            (card, c) => CostModel.Moves(card, Floats(c)),
            RowsWeightGradient),
        .. TileChoice.All.Select(tile => new Variant(
            tile.Variant,
            (device, c) => FitsTiles(device, tile, c),
            (card, c) => card.Cost(tile.Precision) * CostModel.Tiled(
                card,
                tile.Shape,
                c.Shape.OutChannels,
                (double)c.Shape.InChannels * c.Shape.KernelHeight * c.Shape.KernelWidth,
                Pixels(c),
                1,
                splits: true),
            (device, b, c) => tile.Shape.Apply(new WeightGradientProduct(
                device, View(b.X), IlgpuDevice.ZeroBehind(b.X), View(b.Y), View(b.W), c)))),
    ];

    private static bool FitsTiles(IlgpuDevice device, TileChoice tile, in ConvolutionCase c) =>
        c.Shape.Groups == 1 && tile.Fits(device) && LargestTensor(c.Shape) < int.MaxValue / 2;

    private static long LargestTensor(in Conv2dShape s) => s.Batch * Math.Max(
        (long)s.InChannels * s.InHeight * s.InWidth, (long)s.OutChannels * s.OutHeight * s.OutWidth);

    private static double MultiplyAdds(in ConvolutionCase c) => c.Shape.FloatingPointOperations / 2.0;

    private static double Pixels(in ConvolutionCase c) => (double)c.Shape.Batch * c.Shape.OutHeight * c.Shape.OutWidth;

    private static double Floats(in ConvolutionCase c) =>
        (c.Shape.Batch * (double)c.Shape.InChannels * c.Stored.Height * c.Stored.Width) + (c.Shape.OutChannels * Pixels(c));

    private static double Depth(int channels, in ConvolutionCase c)
    {
        int taps = c.Shape.KernelHeight * c.Shape.KernelWidth;
        return (double)channels * taps * (PatchLaunch.HasBlocks(channels, taps, c.IsSeen) ? 1 : 1.2);
    }

    private static ArrayView<float> View(Memory.DeviceBuffer buffer) => IlgpuDevice.View(buffer);

    private static void DirectInputGradient(IlgpuDevice device, ConvolutionBuffers b, ConvolutionCase c) => device.Planes(
        c.Shape.Batch * c.Shape.InChannels,
        c.Shape.InHeight * c.Shape.InWidth,
        new ConvInputGradient1DirectBody(View(b.Y), View(b.W), View(b.X), ConvolutionArguments.Sizes(c)));

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

                if (launch.Sizes.Depth == 0)
                {
                    // A stride longer than the kernel: no output reads these pixels.
                    PictureTarget<LeakyRelu> target = new(
                        View(b.X), ConvolutionArguments.Epilogue<LeakyRelu>(default, b.X), View(b.X), View(b.X), launch.Target);
                    device.Elements((long)launch.Sizes.Columns * s.InChannels, new ClearGridBody(target, launch.Sizes.Columns));
                }
                else
                {
                    tile.Apply(new PatchProduct<LeakyRelu>(device, b.Y, b.W, b.X, b, launch));
                }
            }
        }
    }

    private static void DirectWeightGradient(IlgpuDevice device, ConvolutionBuffers b, ConvolutionCase c) => device.Planes(
        c.Shape.OutChannels,
        c.Shape.GroupInChannels * c.Shape.KernelHeight * c.Shape.KernelWidth,
        new ConvWeightGradient1DirectBody(View(b.X), View(b.Y), View(b.W), ConvolutionArguments.Sizes(c)));

    /// <summary>Depthwise: each weight is one sum over samples and pixels.</summary>
    private static void RowsWeightGradient(IlgpuDevice device, ConvolutionBuffers b, ConvolutionCase c) => device.RowSums(
        c.Shape.OutChannels * c.Shape.KernelHeight * c.Shape.KernelWidth,
        (long)c.Shape.Batch * c.Shape.OutHeight * c.Shape.OutWidth,
        new DepthwiseWeightTerms(View(b.X), View(b.Y), ConvolutionArguments.Sizes(c)),
        View(b.W));
}
