using ILComicGAN.Kernels.Reduction;
using ILGPU;

namespace ILComicGAN.Kernels.MatrixProduct;

/// <summary>A matrix times a vector: per row of A, Σ a·b.</summary>
internal readonly struct DotTerms(ArrayView<float> a, ArrayView<float> b, MatrixSizes sizes) : IRowTerms
{
    private readonly ArrayView<float> _a = a;
    private readonly ArrayView<float> _b = b;
    private readonly MatrixSizes _s = sizes;

    public int Count => 1;

    public void Add(ref RowSums sums, int row, long index)
    {
        int batch = row / _s.M;
        long a = (batch * _s.ABatch) + ((row - (batch * _s.M)) * _s.ARow) + index;
        sums.A.Add(_a[a] * _b[(batch * _s.BBatch) + index]);
    }
}
