using ILComicGAN.Kernels.Launch;
using ILComicGAN.Kernels.Reduction;
using ILGPU;

namespace ILComicGAN.Kernels.Normalization;

/// <summary>Per row: the mean of γ·(the rows' sums) over what was normalized together: the row, or all rows of its sample.</summary>
internal readonly struct GroupMeanBody(
    ArrayView<float> sums, ArrayView<float> choice, ArrayView<float> gamma, ArrayView<float> means, NormalizationSizes sizes)
    : IElementBody
{
    private readonly ArrayView<float> _sums = sums;
    private readonly ArrayView<float> _choice = choice;
    private readonly ArrayView<float> _gamma = gamma;
    private readonly ArrayView<float> _means = means;
    private readonly NormalizationSizes _sizes = sizes;

    public void At(long index)
    {
        int n = (int)(index / _sizes.Channels);
        if (_choice[n] != 0)
        {
            _means[index] = Scaled(index) / _sizes.Spatial;
            return;
        }

        CompensatedSum sum = default;
        for (int c = 0; c < _sizes.Channels; c++)
        {
            sum.Add(Scaled(((long)n * _sizes.Channels) + c));
        }

        _means[index] = sum.Value / _sizes.Channels / _sizes.Spatial;
    }

    private float Scaled(long row) => _sizes.Affine != 0 ? _sums[row] * _gamma[row % _sizes.Channels] : _sums[row];
}
