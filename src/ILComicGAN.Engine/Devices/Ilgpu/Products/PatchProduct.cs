using ILComicGAN.Kernels;
using ILGPU;
using ILGPU.Runtime;

namespace ILComicGAN.Engine.Devices.Ilgpu;

/// <summary>
/// A convolution, or one phase of an input gradient, as implicit GEMM: packed weights times the pixels' patches.
/// </summary>
internal readonly struct PatchProduct(
    IlgpuDevice device, ArrayView<float> x, int zero, ArrayView<float> w, PatchLaunch launch, PictureTarget target) : ITiledProduct
{
    private readonly ArrayView<float> _x = x, _w = w;

    /// <summary>What the kernels' masks can hold, and whole blocks of channels.</summary>
    public static bool HasBlocks(int channels, int taps) => channels % Tile.Depth == 0 && taps <= 32;

    public void Run<TRows, TColumns, TCore>()
        where TRows : struct, IExtent
        where TColumns : struct, IExtent
        where TCore : struct, IProductCore
    {
        int steps = (launch.Sizes.Depth + Tile.Depth - 1) / Tile.Depth;
        int width = default(TRows).Width;
        WeightSizes pack = launch.Pack with { Width = width, Tiles = steps + 1 };
        int rowTiles = (pack.Rows + width - 1) / width;
        using IlgpuDevice.Temporary packed = device.Rent((long)rowTiles * width * pack.Tiles * Tile.Depth);
        device.Launch(
            typeof(PackWeightsKernel),
            new KernelConfig(
                new Index3D(
                    ((pack.Channels + WeightTile.Channels - 1) / WeightTile.Channels) + 1,
                    rowTiles * width / WeightTile.Rows,
                    (launch.Sizes.Taps + WeightTile.MostTaps - 1) / WeightTile.MostTaps),
                new Index3D(WeightTile.Threads, 1, 1)),
            PackWeightsKernel.Run,
            _w,
            packed.View,
            pack);
        ProductGrid grid = new(pack.Rows, launch.Sizes.Columns, steps);
        PackedOperand<TRows> rows = new(packed.View, pack.Tiles);
        if (HasBlocks(launch.Sizes.Channels, launch.Sizes.Taps))
        {
            ArrayView<PatchStep> table = device.Table(launch.Sizes, Steps);
            device.Tiled<TRows, TColumns, TCore, PackedOperand<TRows>, PatchOperand<TColumns>, PictureTarget>(
                rows, new(_x, zero, table, launch.Sizes), target, grid);
        }
        else
        {
            device.Tiled<TRows, TColumns, TCore, PackedOperand<TRows>, FlatPatchOperand<TColumns>, PictureTarget>(
                rows, new(_x, launch.Sizes), target, grid);
        }
    }

    /// <summary>One entry for each tile, the last one twice.</summary>
    private static PatchStep[] Steps(PatchSizes s)
    {
        int blocks = s.Channels / Tile.Depth;
        PatchStep[] steps = new PatchStep[(s.Taps * blocks) + 1];
        for (int i = 0; i < steps.Length; i++)
        {
            int tap = Math.Min(i, steps.Length - 2) / blocks;
            int block = Math.Min(i, steps.Length - 2) % blocks;
            int shift = ((tap / s.TapColumns * s.Width) + (tap % s.TapColumns)) * s.ShiftStep;
            steps[i] = new PatchStep { Tap = tap, Offset = (block * Tile.Depth * s.Plane) + shift };
        }

        return steps;
    }
}
