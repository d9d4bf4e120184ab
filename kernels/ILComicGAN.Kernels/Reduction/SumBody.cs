using ILGPU;

namespace ILComicGAN.Kernels;

/// <summary>y[outer, inner] = Σ x[outer, ·, inner], one thread per result: always in the same order.</summary>
internal readonly struct SumBody(ArrayView<float> x, ArrayView<float> y, long count, long inner) : IElementBody
{
    private readonly ArrayView<float> _x = x;
    private readonly ArrayView<float> _y = y;
    private readonly long _count = count;
    private readonly long _inner = inner;

    public void At(long index)
    {
        long outer = index / _inner;
        long at = (outer * _count * _inner) + (index - (outer * _inner));
        CompensatedSum sum = default;
        for (long i = 0; i < _count; i++)
        {
            sum.Add(_x[at]);
            at += _inner;
        }

        _y[index] = sum.Value;
    }
}
