using ILComicGAN.Kernels.Launch;
using ILGPU;

namespace ILComicGAN.Kernels.Reduction;

/// <summary>
/// y[outer, part, inner] = Σ x[outer, ·, inner] over a part of the summed dimension, one thread per result: always in the
/// same order.
/// </summary>
internal readonly struct SumBody(ArrayView<float> x, ArrayView<float> y, long count, long inner, long partLength) : IElementBody
{
    private readonly ArrayView<float> _x = x;
    private readonly ArrayView<float> _y = y;
    private readonly long _count = count;
    private readonly long _inner = inner;
    private readonly long _partLength = partLength;
    private readonly long _parts = (count + partLength - 1) / partLength;

    public void At(long index)
    {
        long line = index / _inner;
        long outer = line / _parts;
        long first = (line - (outer * _parts)) * _partLength;
        long at = (((outer * _count) + first) * _inner) + (index - (line * _inner));
        long last = Math.Min(first + _partLength, _count);
        CompensatedSum sum = default;
        for (long i = first; i < last; i++)
        {
            sum.Add(_x[at]);
            at += _inner;
        }

        _y[index] = sum.Value;
    }
}
