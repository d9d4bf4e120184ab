using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Gpu.Choice;
using ILComicGAN.Engine.Memory;
using ILComicGAN.Kernels.MatrixProduct;
using ILComicGAN.Kernels.Reduction;
using ILComicGAN.Kernels.Tiles;
using ILGPU;
using ILGPU.Runtime;

namespace ILComicGAN.Engine.Gpu.Products;

using Variant = KernelVariant<MatMulShape, (DeviceBuffer A, DeviceBuffer B, DeviceBuffer C)>;

/// <summary>The ladder of matrix products, from one thread per element to register tiles.</summary>
internal static class MatMulVariants
{
    /// <summary>C = op(A)·op(B).</summary>
    public static IReadOnlyList<Variant> All { get; } =
    [
        new("naive", (_, _) => true, (card, s) => 2 * CostModel.Direct(card, MultiplyAdds(s), Floats(s)), Naive),
        new("rows", (_, s) => s is { N: 1, TransposeA: false }, (card, s) => CostModel.Moves(card, Floats(s)), Rows),
        new("shared.16x16", (device, s) => device.MaxGroupSize >= 256 && FitsGrid(s), SharedCost, (device, b, s) => Shared<Tile16>(device, b, s)),
        new("shared.4x4", (_, s) => FitsGrid(s), (card, s) => 4 * SharedCost(card, s), (device, b, s) => Shared<Tile4>(device, b, s)),
        .. TileChoice.All.Select(tile => new Variant(
            tile.Variant,
            (device, s) => tile.Fits(device) && FitsGrid(s) && Largest(s) < int.MaxValue,
            (card, s) => card.Cost(tile.Precision) * CostModel.Tiled(
                card, tile.Shape, s.M, s.N, s.K * (s.K % Tile.Depth == 0 ? 1 : 1.2), s.Batch, splits: false),
            (device, b, s) => tile.Shape.Apply(new MatMulProduct(
                device, IlgpuDevice.View(b.A), IlgpuDevice.View(b.B), IlgpuDevice.View(b.C), s)))),
    ];

    private static bool FitsGrid(in MatMulShape s) => s.Batch <= ushort.MaxValue && s.M < ushort.MaxValue * 4L;

    private static double MultiplyAdds(in MatMulShape s) => (double)s.Batch * s.M * s.N * s.K;

    private static double Floats(in MatMulShape s) => (double)s.Batch * (((double)s.M * s.K) + ((double)s.K * s.N) + ((double)s.M * s.N));

    private static long Largest(in MatMulShape s) =>
        s.Batch * Math.Max((long)s.M * s.N, Math.Max((long)s.M * s.K, (long)s.K * s.N));

    private static double SharedCost(CardTraits card, MatMulShape s) => CostModel.Direct(card, MultiplyAdds(s) * 0.8, Floats(s));

    private static MatrixSizes Sizes(in MatMulShape s) => new()
    {
        M = s.M,
        N = s.N,
        K = s.K,
        ARow = s.TransposeA ? 1 : s.K,
        AColumn = s.TransposeA ? s.M : 1,
        BRow = s.TransposeB ? 1 : s.N,
        BColumn = s.TransposeB ? s.K : 1,
        ABatch = s.BatchStrideA,
        BBatch = s.BatchStrideB,
    };

    private static void Naive(IlgpuDevice device, (DeviceBuffer A, DeviceBuffer B, DeviceBuffer C) b, MatMulShape s) => device.Planes(
        s.Batch,
        s.M * s.N,
        new MatMul1NaiveBody(IlgpuDevice.View(b.A), IlgpuDevice.View(b.B), IlgpuDevice.View(b.C), Sizes(s)));

    /// <summary>A matrix times a vector: a group of threads for each row, bound by reading the matrix once.</summary>
    private static void Rows(IlgpuDevice device, (DeviceBuffer A, DeviceBuffer B, DeviceBuffer C) b, MatMulShape s) => device.RowSums(
        s.Batch * s.M, s.K, new DotTerms(IlgpuDevice.View(b.A), IlgpuDevice.View(b.B), Sizes(s)), IlgpuDevice.View(b.C));

    private static void Shared<TTile>(IlgpuDevice device, (DeviceBuffer A, DeviceBuffer B, DeviceBuffer C) b, MatMulShape s)
        where TTile : struct, ITileSize
    {
        int tile = default(TTile).Size;
        device.Launch(
            typeof(TTile),
            new KernelConfig(new Index3D((s.N + tile - 1) / tile, (s.M + tile - 1) / tile, s.Batch), new Index3D(tile, tile, 1)),
            MatMul2TiledKernel.Run<TTile>,
            IlgpuDevice.View(b.A),
            IlgpuDevice.View(b.B),
            IlgpuDevice.View(b.C),
            Sizes(s));
    }
}
