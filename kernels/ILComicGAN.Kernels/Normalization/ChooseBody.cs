using ILGPU;

namespace ILComicGAN.Kernels;

/// <summary>
/// Per sample: chooses the branch (Eq. 7: the larger mean |α|, the instance on a tie) and writes the chosen statistics
/// for each of its rows. <c>mean</c> holds the rows' own means on entry.
/// </summary>
internal readonly struct ChooseBody(
    ArrayView<float> rowVariance,
    ArrayView<float> rowAbsolute,
    ArrayView<float> layerAbsolute,
    ArrayView<float> layerMean,
    ArrayView<float> layerVariance,
    ArrayView<float> mean,
    ArrayView<float> rstd,
    ArrayView<float> choice,
    int kind,
    NormalizationSizes sizes) : IElementBody
{
    /// <summary>The numbers of the engine's enumeration.</summary>
    public const int Instance = 0, Layer = 1, Selected = 2;

    private readonly ArrayView<float> _rowVariance = rowVariance;
    private readonly ArrayView<float> _rowAbsolute = rowAbsolute;
    private readonly ArrayView<float> _layerAbsolute = layerAbsolute;
    private readonly ArrayView<float> _layerMean = layerMean;
    private readonly ArrayView<float> _layerVariance = layerVariance;
    private readonly ArrayView<float> _mean = mean;
    private readonly ArrayView<float> _rstd = rstd;
    private readonly ArrayView<float> _choice = choice;
    private readonly int _kind = kind;
    private readonly NormalizationSizes _sizes = sizes;

    public void At(long index)
    {
        long start = index * _sizes.Channels;
        float layerVariance = _layerVariance[index] + _sizes.Epsilon;
        bool instance = _kind == Instance;
        if (_kind == Selected)
        {
            CompensatedSum ofInstance = default;
            CompensatedSum ofLayer = default;
            for (int c = 0; c < _sizes.Channels; c++)
            {
                ofInstance.Add(_rowAbsolute[start + c] / (_rowVariance[start + c] + _sizes.Epsilon));
                ofLayer.Add(_layerAbsolute[start + c] / layerVariance);
            }

            instance = ofInstance.Value >= ofLayer.Value;
        }

        _choice[index] = instance ? 1f : 0f;
        for (int c = 0; c < _sizes.Channels; c++)
        {
            float variance = instance ? _rowVariance[start + c] + _sizes.Epsilon : layerVariance;
            _rstd[start + c] = 1 / MathF.Sqrt(variance);
            _mean[start + c] = instance ? _mean[start + c] : _layerMean[index];
        }
    }
}
