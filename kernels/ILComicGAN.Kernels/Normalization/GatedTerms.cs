using ILComicGAN.Kernels.Reduction;
using ILGPU;

namespace ILComicGAN.Kernels.Normalization;

/// <summary>Per row: Σ h and Σ h·x̂.</summary>
internal readonly struct GatedTerms(
    ArrayView<float> g,
    ArrayView<float> x,
    ArrayView<float> mean,
    ArrayView<float> rstd,
    ArrayView<float> gamma,
    ArrayView<float> beta,
    NormalizationSizes sizes) : IRowTerms
{
    private readonly ArrayView<float> _g = g;
    private readonly ArrayView<float> _x = x;
    private readonly ArrayView<float> _mean = mean;
    private readonly ArrayView<float> _rstd = rstd;
    private readonly ArrayView<float> _gamma = gamma;
    private readonly ArrayView<float> _beta = beta;
    private readonly NormalizationSizes _sizes = sizes;

    public int Count => 2;

    public void Add(ref RowSums sums, int row, long index)
    {
        GatedRow gated = GatedRow.At(row, _mean, _rstd, _gamma, _beta, _sizes);
        long at = ((long)row * _sizes.Spatial) + index;
        float normalized = gated.Normalize(_x[at]);
        float h = gated.Gate(_g[at], normalized);
        sums.A.Add(h);
        sums.B.Add(h * normalized);
    }
}
