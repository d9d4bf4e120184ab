using ILComicGAN.Kernels.Reduction;
using ILGPU;

namespace ILComicGAN.Kernels.Normalization;

/// <summary>
/// Of the elements themselves: sums of distances from the thread's first element, which lies within a few deviations of
/// the mean, so that nothing cancels, and no division for each element.
/// </summary>
internal readonly struct ElementMoments(ArrayView<float> x, long length) : IMomentSource
{
    private readonly ArrayView<float> _x = x;
    private readonly long _length = length;

    public Moments Gather(int row, long first, long end, int step)
    {
        if (first >= end)
        {
            return default;
        }

        float shift = _x[(row * _length) + first];
        CompensatedSum sum = default;
        CompensatedSum squares = default;
        float count = 0f;
        for (long i = first; i < end; i += step)
        {
            float off = _x[(row * _length) + i] - shift;
            sum.Add(off);
            squares.Add(off * off);
            count += 1f;
        }

        float mean = sum.Value / count;
        return new Moments { Count = count, Mean = shift + mean, Squares = squares.Value - (sum.Value * mean) };
    }
}
