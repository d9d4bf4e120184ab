using ILComicGAN.Kernels.Reduction;
using ILGPU;

namespace ILComicGAN.Kernels.Normalization;

/// <summary>Per row: Σ |x − μ_I| and Σ |x − μ_L|, both in one pass (Eq. 7).</summary>
internal readonly struct DeviationTerms(
    ArrayView<float> x, ArrayView<float> rowMean, ArrayView<float> layerMean, int channels, int spatial) : IRowTerms
{
    private readonly ArrayView<float> _x = x;
    private readonly ArrayView<float> _rowMean = rowMean;
    private readonly ArrayView<float> _layerMean = layerMean;
    private readonly int _channels = channels;
    private readonly int _spatial = spatial;

    public int Count => 2;

    public void Add(ref RowSums sums, int row, long index)
    {
        float value = _x[((long)row * _spatial) + index];
        sums.A.Add(MathF.Abs(value - _rowMean[row]));
        sums.B.Add(MathF.Abs(value - _layerMean[row / _channels]));
    }
}
