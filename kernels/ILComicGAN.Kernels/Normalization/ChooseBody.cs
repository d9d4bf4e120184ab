using ILComicGAN.Kernels.Launch;
using ILGPU;

namespace ILComicGAN.Kernels.Normalization;

/// <summary>
/// Per row: writes the statistics of its sample's branch (Eq. 7: the larger Σ|α|, the instance on a tie). <c>mean</c> holds
/// the row's own mean on entry.
/// </summary>
internal readonly struct ChooseBody(
    ArrayView<float> alphas,
    ArrayView<float> rowVariance,
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

    private readonly ArrayView<float> _alphas = alphas;
    private readonly ArrayView<float> _rowVariance = rowVariance;
    private readonly ArrayView<float> _layerMean = layerMean;
    private readonly ArrayView<float> _layerVariance = layerVariance;
    private readonly ArrayView<float> _mean = mean;
    private readonly ArrayView<float> _rstd = rstd;
    private readonly ArrayView<float> _choice = choice;
    private readonly int _kind = kind;
    private readonly NormalizationSizes _sizes = sizes;

    public void At(long index)
    {
        long n = index / _sizes.Channels;
        bool instance = _kind == Instance;
        if (_kind == Selected)
        {
            instance = _alphas[n] >= _alphas[n + _sizes.Batch];
        }

        float variance = instance ? _rowVariance[index] : _layerVariance[n];
        _rstd[index] = 1f / MathF.Sqrt(variance + _sizes.Epsilon);
        _mean[index] = instance ? _mean[index] : _layerMean[n];
        if (index == n * _sizes.Channels)
        {
            _choice[n] = instance ? 1f : 0f;
        }
    }
}
