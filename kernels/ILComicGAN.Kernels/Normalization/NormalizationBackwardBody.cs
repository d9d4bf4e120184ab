using ILComicGAN.Kernels.Launch;
using ILGPU;

namespace ILComicGAN.Kernels.Normalization;

/// <summary>gx = rstd·(u − mean(u) − x̂·mean(u·x̂)), u = γ·h.</summary>
internal readonly struct NormalizationBackwardBody(
    ArrayView<float> g,
    ArrayView<float> x,
    ArrayView<float> mean,
    ArrayView<float> rstd,
    ArrayView<float> gamma,
    ArrayView<float> beta,
    ArrayView<float> meanU,
    ArrayView<float> meanUX,
    ArrayView<float> gx,
    NormalizationSizes sizes) : IPlaneBody
{
    private readonly ArrayView<float> _g = g;
    private readonly ArrayView<float> _x = x;
    private readonly ArrayView<float> _mean = mean;
    private readonly ArrayView<float> _rstd = rstd;
    private readonly ArrayView<float> _gamma = gamma;
    private readonly ArrayView<float> _beta = beta;
    private readonly ArrayView<float> _meanU = meanU;
    private readonly ArrayView<float> _meanUX = meanUX;
    private readonly ArrayView<float> _gx = gx;
    private readonly NormalizationSizes _sizes = sizes;

    public void At(int plane, int index)
    {
        long at = ((long)plane * _sizes.Spatial) + index;
        GatedRow row = GatedRow.At(plane, _mean, _rstd, _gamma, _beta, _sizes);
        float normalized = row.Normalize(_x[at]);
        float u = row.Gamma * row.Gate(_g[at], normalized);
        _gx[at] = row.Rstd * (u - _meanU[plane] - (normalized * _meanUX[plane]));
    }
}
