using ILGPU;

namespace ILComicGAN.Kernels.Reduction;

/// <summary>The elements themselves.</summary>
internal readonly struct PlainTerms(ArrayView<float> x, long length) : IRowTerms
{
    private readonly ArrayView<float> _x = x;
    private readonly long _length = length;

    public int Count => 1;

    public void Add(ref RowSums sums, int row, long index) => sums.A.Add(_x[(row * _length) + index]);
}
