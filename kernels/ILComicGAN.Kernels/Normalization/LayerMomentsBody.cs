using ILGPU;

namespace ILComicGAN.Kernels;

/// <summary>Per sample, from its rows: the layer's mean, and σ_L² = mean_c σ_c² + var_c μ_c.</summary>
internal readonly struct LayerMomentsBody(
    ArrayView<float> rowMean, ArrayView<float> rowVariance, ArrayView<float> mean, ArrayView<float> variance, int channels)
    : IElementBody
{
    private readonly ArrayView<float> _rowMean = rowMean;
    private readonly ArrayView<float> _rowVariance = rowVariance;
    private readonly ArrayView<float> _mean = mean;
    private readonly ArrayView<float> _variance = variance;
    private readonly int _channels = channels;

    public void At(long index)
    {
        long start = index * _channels;
        CompensatedSum sum = default;
        for (int c = 0; c < _channels; c++)
        {
            sum.Add(_rowMean[start + c]);
        }

        float mean = sum.Value / _channels;
        CompensatedSum squares = default;
        for (int c = 0; c < _channels; c++)
        {
            float off = _rowMean[start + c] - mean;
            squares.Add(_rowVariance[start + c] + (off * off));
        }

        _mean[index] = mean;
        _variance[index] = squares.Value / _channels;
    }
}
