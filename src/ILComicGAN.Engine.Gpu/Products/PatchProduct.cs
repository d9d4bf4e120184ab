using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Engine.Memory;
using ILComicGAN.Kernels.Convolution;
using ILComicGAN.Kernels.Elementwise;
using ILComicGAN.Kernels.Tiles;
using ILGPU;
using ILGPU.Runtime;

namespace ILComicGAN.Engine.Gpu.Products;

/// <summary>
/// A convolution, or one phase of an input gradient, as implicit GEMM: packed weights times the pixels' patches.
/// </summary>
/// <param name="device">Where it runs.</param>
/// <param name="x">What is read.</param>
/// <param name="w">The weight.</param>
/// <param name="y">What is written.</param>
/// <param name="b">The prologue and the epilogue.</param>
/// <param name="launch">How x is sampled, w packed and y written.</param>
internal readonly struct PatchProduct<TActivation>(
    IlgpuDevice device, DeviceBuffer x, DeviceBuffer w, DeviceBuffer y, ConvolutionBuffers b, PatchLaunch launch) : ITiledProduct
    where TActivation : struct, IUnaryFunction
{
    private readonly DeviceBuffer _w = w;
    private readonly IlgpuDevice _device = device;

    public void Run<TRows, TColumns, TCore>()
        where TRows : struct, IExtent
        where TColumns : struct, IExtent
        where TCore : struct, IProductCore
    {
        int steps = (launch.Sizes.Depth + Tile.Depth - 1) / Tile.Depth;
        WeightSizes pack = launch.Pack with { Width = default(TRows).Width, Tiles = steps + 1 };
        using PreparedWeights.Lease<PreparedBuffer> packed = Packed(pack);
        PackedOperand<TRows> rows = new(IlgpuDevice.View(packed.Value.Buffer), pack.Tiles);
        ProductGrid grid = new(pack.Rows, launch.Sizes.Columns, steps, launch.Products);
        if (b.Epilogue.Statistics is not { } statistics)
        {
            Launch<TRows, TColumns, TCore>(rows, Target(launch.Target, default, default), grid);
            return;
        }

        int length = default(TColumns).Width;
        int parts = (launch.Sizes.Columns + length - 1) / length;
        using IlgpuDevice.Temporary means = _device.Rent((long)launch.Products * pack.Rows * parts);
        using IlgpuDevice.Temporary variances = _device.Rent((long)launch.Products * pack.Rows * parts);
        Launch<TRows, TColumns, TCore>(rows, Target(launch.Target with { Parts = parts }, means.View, variances.View), grid);
        _device.Statistics(
            y,
            new MomentParts(means.View, variances.View, parts, length, launch.Sizes.Columns - ((parts - 1) * (long)length)),
            statistics,
            new(launch.Products, pack.Rows, launch.Sizes.Columns));
    }

    private PictureTarget<TActivation> Target(PictureTargetSizes sizes, ArrayView<float> means, ArrayView<float> variances)
    {
        ArrayView<float> result = IlgpuDevice.View(y);
        bool taken = sizes.Parts > 0;
        return new(
            result, ConvolutionArguments.Epilogue<TActivation>(b.Epilogue, y), taken ? means : result, taken ? variances : result, sizes);
    }

    private void Launch<TRows, TColumns, TCore>(PackedOperand<TRows> rows, PictureTarget<TActivation> target, ProductGrid grid)
        where TRows : struct, IExtent
        where TColumns : struct, IExtent
        where TCore : struct, IProductCore
    {
        ArrayView<float> picture = IlgpuDevice.View(x);
        PatchSizes s = launch.Sizes;
        PrologueTerms prologue = ConvolutionArguments.Prologue(b);
        switch (launch.IsSeen, PatchLaunch.HasBlocks(s.Channels, s.Taps, launch.IsSeen))
        {
            case (false, true):
                _device.Tiled<TRows, TColumns, TCore, PackedOperand<TRows>, PatchOperand<TColumns>, PictureTarget<TActivation>>(
                    rows, new(picture, IlgpuDevice.ZeroBehind(x), _device.Table(s, PatchLaunch.Steps), s), target, grid);
                break;
            case (false, false):
                _device.Tiled<TRows, TColumns, TCore, PackedOperand<TRows>, FlatPatchOperand<TColumns, ZeroBorder>, PictureTarget<TActivation>>(
                    rows, new(picture, prologue, s, launch.View), target, grid);
                break;
            case (true, true):
                _device.Tiled<TRows, TColumns, TCore, PackedOperand<TRows>, ViewPatchOperand<TColumns>, PictureTarget<TActivation>>(
                    rows, new(picture, _device.Table(s, PatchLaunch.ViewSteps), prologue, s, launch.View), target, grid);
                break;
            case (true, false):
                _device.Tiled<TRows, TColumns, TCore, PackedOperand<TRows>, FlatPatchOperand<TColumns, ReflectedBorder>, PictureTarget<TActivation>>(
                    rows, new(picture, prologue, s, launch.View), target, grid);
                break;
        }
    }

    /// <summary>The weight laid out for tiles of this height.</summary>
    private PreparedWeights.Lease<PreparedBuffer> Packed(WeightSizes pack)
    {
        (IlgpuDevice device, DeviceBuffer weight, int taps) = (_device, _w, launch.Sizes.Taps);
        return weight.Prepared.Get(("packed", pack), () =>
        {
            int rows = (pack.Rows + pack.Width - 1) / pack.Width * pack.Width;
            DeviceBuffer packed = device.Allocator.Rent((long)rows * pack.Tiles * Tile.Depth);
            device.Launch(
                typeof(PackWeightsKernel),
                new KernelConfig(
                    new Index3D(
                        ((pack.Channels + WeightTile.Channels - 1) / WeightTile.Channels) + 1,
                        rows / WeightTile.Rows,
                        (taps + WeightTile.MostTaps - 1) / WeightTile.MostTaps),
                    new Index3D(WeightTile.Threads, 1, 1)),
                PackWeightsKernel.Run,
                IlgpuDevice.View(weight),
                IlgpuDevice.View(packed),
                pack);
            return new PreparedBuffer(packed);
        }, b.KeepsWeights);
    }
}
