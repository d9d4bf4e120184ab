using ILComicGAN.Kernels.Reduction;
using ILGPU;

namespace ILComicGAN.Kernels.Normalization;

/// <summary>Per sample: Σ over channels of Σ|x − μ|/(σ² + ε), for the instance's and the layer's statistics (Eq. 7).</summary>
internal readonly struct AlphaTerms(
    ArrayView<float> deviations, ArrayView<float> rowVariance, ArrayView<float> layerVariance, NormalizationSizes sizes) : IRowTerms
{
    private readonly ArrayView<float> _deviations = deviations;
    private readonly ArrayView<float> _rowVariance = rowVariance;
    private readonly ArrayView<float> _layerVariance = layerVariance;
    private readonly NormalizationSizes _sizes = sizes;

    public int Count => 2;

    public void Add(ref RowSums sums, int row, long index)
    {
        long at = ((long)row * _sizes.Channels) + index;
        sums.A.Add(_deviations[at] / (_rowVariance[at] + _sizes.Epsilon));
        sums.B.Add(_deviations[at + ((long)_sizes.Batch * _sizes.Channels)] / (_layerVariance[row] + _sizes.Epsilon));
    }
}
