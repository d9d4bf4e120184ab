using ILGPU;

namespace ILComicGAN.Kernels;

/// <summary>Per row: Σ a·b.</summary>
internal readonly struct ProductSumBody(ArrayView<float> a, ArrayView<float> b, ArrayView<float> sums, int spatial) : IElementBody
{
    private readonly ArrayView<float> _a = a;
    private readonly ArrayView<float> _b = b;
    private readonly ArrayView<float> _sums = sums;
    private readonly int _spatial = spatial;

    public void At(long index)
    {
        CompensatedSum sum = default;
        for (int i = 0; i < _spatial; i++)
        {
            sum.Add(_a[(index * _spatial) + i] * _b[(index * _spatial) + i]);
        }

        _sums[index] = sum.Value;
    }
}
