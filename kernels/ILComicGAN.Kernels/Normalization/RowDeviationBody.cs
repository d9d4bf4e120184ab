using ILGPU;

namespace ILComicGAN.Kernels;

/// <summary>Per row: mean |x − μ_L|, with the mean of the row's sample.</summary>
internal readonly struct RowDeviationBody(
    ArrayView<float> x, ArrayView<float> layerMean, ArrayView<float> absolute, int channels, int spatial) : IElementBody
{
    private readonly ArrayView<float> _x = x;
    private readonly ArrayView<float> _layerMean = layerMean;
    private readonly ArrayView<float> _absolute = absolute;
    private readonly int _channels = channels;
    private readonly int _spatial = spatial;

    public void At(long index)
    {
        float mean = _layerMean[index / _channels];
        CompensatedSum sum = default;
        for (int i = 0; i < _spatial; i++)
        {
            float off = _x[(index * _spatial) + i] - mean;
            sum.Add(off < 0 ? -off : off);
        }

        _absolute[index] = sum.Value / _spatial;
    }
}
