using ILComicGAN.Kernels.Reduction;
using ILGPU;

namespace ILComicGAN.Kernels.Normalization;

/// <summary>Per row, in one pass: Σ g, Σ g·x̂, Σ v, Σ v·x̂ and Σ g·v, from which come the five means of the second derivative.</summary>
internal readonly struct SecondOrderTerms(
    ArrayView<float> g, ArrayView<float> v, ArrayView<float> x, ArrayView<float> mean, ArrayView<float> rstd, int spatial) : IRowTerms
{
    private readonly ArrayView<float> _g = g;
    private readonly ArrayView<float> _v = v;
    private readonly ArrayView<float> _x = x;
    private readonly ArrayView<float> _mean = mean;
    private readonly ArrayView<float> _rstd = rstd;
    private readonly int _spatial = spatial;

    public int Count => 5;

    public void Add(ref RowSums sums, int row, long index)
    {
        long at = ((long)row * _spatial) + index;
        float normalized = (_x[at] - _mean[row]) * _rstd[row];
        float g = _g[at];
        float v = _v[at];
        sums.A.Add(g);
        sums.B.Add(g * normalized);
        sums.C.Add(v);
        sums.D.Add(v * normalized);
        sums.E.Add(g * v);
    }
}
