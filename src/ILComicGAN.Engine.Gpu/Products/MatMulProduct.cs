using ILComicGAN.Engine.Contract;
using ILComicGAN.Kernels.MatrixProduct;
using ILComicGAN.Kernels.Tiles;
using ILGPU;

namespace ILComicGAN.Engine.Gpu.Products;

/// <summary>A batched matrix product: picks each side's operand by where it lies contiguous and whether it is aligned.</summary>
internal readonly struct MatMulProduct(
    IlgpuDevice device, ArrayView<float> a, ArrayView<float> b, ArrayView<float> c, MatMulShape shape) : ITiledProduct
{
    private readonly MatMulShape _s = shape;
    private readonly ArrayView<float> _a = a, _b = b, _c = c;

    public void Run<TRows, TColumns, TCore>()
        where TRows : struct, IExtent
        where TColumns : struct, IExtent
        where TCore : struct, IProductCore
    {
        bool deep = _s.K % Tile.Depth == 0;
        if (deep && !_s.TransposeA)
        {
            WithA<TRows, TColumns, TCore, AlongKOperand<TRows>>(new(_a, _s.M, _s.K, _s.BatchStrideA), deep);
        }
        else if (deep && _s.M % 4 == 0)
        {
            WithA<TRows, TColumns, TCore, AcrossOperand<TRows>>(new(_a, _s.M, _s.BatchStrideA), deep);
        }
        else
        {
            (long row, long k) = _s.TransposeA ? (1L, (long)_s.M) : (_s.K, 1L);
            WithA<TRows, TColumns, TCore, StridedOperand<TRows>>(new(_a, _s.M, _s.K, row, k, _s.BatchStrideA), deep);
        }
    }

    private void WithA<TRows, TColumns, TCore, TA>(TA a, bool deep)
        where TRows : struct, IExtent
        where TColumns : struct, IExtent
        where TCore : struct, IProductCore
        where TA : struct, IOperand
    {
        if (deep && _s.TransposeB)
        {
            Launch<TRows, TColumns, TCore, TA, AlongKOperand<TColumns>>(a, new(_b, _s.N, _s.K, _s.BatchStrideB));
        }
        else if (deep && _s.N % 4 == 0)
        {
            Launch<TRows, TColumns, TCore, TA, AcrossOperand<TColumns>>(a, new(_b, _s.N, _s.BatchStrideB));
        }
        else
        {
            (long column, long k) = _s.TransposeB ? (_s.K, 1L) : (1L, (long)_s.N);
            Launch<TRows, TColumns, TCore, TA, StridedOperand<TColumns>>(a, new(_b, _s.N, _s.K, column, k, _s.BatchStrideB));
        }
    }

    private void Launch<TRows, TColumns, TCore, TA, TB>(TA a, TB b)
        where TRows : struct, IExtent
        where TColumns : struct, IExtent
        where TCore : struct, IProductCore
        where TA : struct, IOperand
        where TB : struct, IOperand =>
        device.Tiled<TRows, TColumns, TCore, TA, TB, MatrixTarget>(
            a,
            b,
            new MatrixTarget(_c, _s.M, _s.N),
            new ProductGrid(_s.M, _s.N, (_s.K + Tile.Depth - 1) / Tile.Depth, _s.Batch));
}
