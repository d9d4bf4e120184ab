using ILGPU;

namespace ILComicGAN.Kernels;

/// <summary>Per row: mean, biased variance and mean |x − mean|. The variance is taken around the mean, not from squares.</summary>
internal readonly struct RowMomentsBody(
    ArrayView<float> x, ArrayView<float> mean, ArrayView<float> variance, ArrayView<float> absolute, int spatial) : IElementBody
{
    private readonly ArrayView<float> _x = x;
    private readonly ArrayView<float> _mean = mean;
    private readonly ArrayView<float> _variance = variance;
    private readonly ArrayView<float> _absolute = absolute;
    private readonly int _spatial = spatial;

    public void At(long index)
    {
        long start = index * _spatial;
        CompensatedSum sum = default;
        for (int i = 0; i < _spatial; i++)
        {
            sum.Add(_x[start + i]);
        }

        float mean = sum.Value / _spatial;
        CompensatedSum squares = default;
        CompensatedSum absolutes = default;
        for (int i = 0; i < _spatial; i++)
        {
            float off = _x[start + i] - mean;
            squares.Add(off * off);
            absolutes.Add(off < 0 ? -off : off);
        }

        _mean[index] = mean;
        _variance[index] = squares.Value / _spatial;
        _absolute[index] = absolutes.Value / _spatial;
    }
}
