using ILComicGAN.Kernels.Launch;
using ILGPU;

namespace ILComicGAN.Kernels.Normalization;

/// <summary>y = LeakyReLU(γ·x̂ + β) + residual.</summary>
internal readonly struct NormalizationApplyBody(
    ArrayView<float> x,
    ArrayView<float> mean,
    ArrayView<float> rstd,
    ArrayView<float> gamma,
    ArrayView<float> beta,
    ArrayView<float> residual,
    int hasResidual,
    ArrayView<float> y,
    NormalizationSizes sizes) : IPlaneBody
{
    private readonly ArrayView<float> _x = x;
    private readonly ArrayView<float> _mean = mean;
    private readonly ArrayView<float> _rstd = rstd;
    private readonly ArrayView<float> _gamma = gamma;
    private readonly ArrayView<float> _beta = beta;
    private readonly ArrayView<float> _residual = residual;
    private readonly int _hasResidual = hasResidual;
    private readonly ArrayView<float> _y = y;
    private readonly NormalizationSizes _sizes = sizes;

    public void At(int plane, int index)
    {
        long at = ((long)plane * _sizes.Spatial) + index;
        float z = (_x[at] - _mean[plane]) * _rstd[plane];
        if (_sizes.Affine != 0)
        {
            int channel = plane % _sizes.Channels;
            z = (z * _gamma[channel]) + _beta[channel];
        }

        z = z > 0 ? z : _sizes.Slope * z;
        _y[at] = _hasResidual != 0 ? z + _residual[at] : z;
    }
}
