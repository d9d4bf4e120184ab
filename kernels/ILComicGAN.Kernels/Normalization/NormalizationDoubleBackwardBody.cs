using ILComicGAN.Kernels.Launch;
using ILGPU;

namespace ILComicGAN.Kernels.Normalization;

/// <summary>−rstd²·(x̂·(c − ḡ·v̄ − 3·a·b) + a·(v − v̄) + b·(g − ḡ)): the second derivative of a normalization, multiplied out.</summary>
internal readonly struct NormalizationDoubleBackwardBody(
    ArrayView<float> v,
    ArrayView<float> g,
    ArrayView<float> x,
    ArrayView<float> mean,
    ArrayView<float> rstd,
    RowMeans means,
    ArrayView<float> result,
    NormalizationSizes sizes) : IPlaneBody
{
    private readonly ArrayView<float> _v = v;
    private readonly ArrayView<float> _g = g;
    private readonly ArrayView<float> _x = x;
    private readonly ArrayView<float> _mean = mean;
    private readonly ArrayView<float> _rstd = rstd;
    private readonly RowMeans _means = means;
    private readonly ArrayView<float> _result = result;
    private readonly NormalizationSizes _sizes = sizes;

    public void At(int plane, int index)
    {
        long at = ((long)plane * _sizes.Spatial) + index;
        float rstd = _rstd[plane];
        float normalized = (_x[at] - _mean[plane]) * rstd;
        float a = _means.A[plane];
        float b = _means.B[plane];
        float curvature = _means.C[plane] - (_means.G[plane] * _means.V[plane]) - (3 * a * b);
        _result[at] = -rstd * rstd
            * ((normalized * curvature) + (a * (_v[at] - _means.V[plane])) + (b * (_g[at] - _means.G[plane])));
    }
}
