using ILGPU;

namespace ILComicGAN.Kernels;

/// <summary>Per row: Σ h and Σ h·x̂.</summary>
internal readonly struct GatedSumsBody(
    ArrayView<float> g,
    ArrayView<float> x,
    ArrayView<float> mean,
    ArrayView<float> rstd,
    ArrayView<float> gamma,
    ArrayView<float> beta,
    ArrayView<float> sumH,
    ArrayView<float> sumHX,
    NormalizationSizes sizes) : IElementBody
{
    private readonly ArrayView<float> _g = g;
    private readonly ArrayView<float> _x = x;
    private readonly ArrayView<float> _mean = mean;
    private readonly ArrayView<float> _rstd = rstd;
    private readonly ArrayView<float> _gamma = gamma;
    private readonly ArrayView<float> _beta = beta;
    private readonly ArrayView<float> _sumH = sumH;
    private readonly ArrayView<float> _sumHX = sumHX;
    private readonly NormalizationSizes _sizes = sizes;

    public void At(long index)
    {
        GatedRow row = GatedRow.At((int)index, _mean, _rstd, _gamma, _beta, _sizes);
        CompensatedSum sum = default;
        CompensatedSum product = default;
        for (int i = 0; i < _sizes.Spatial; i++)
        {
            long at = (index * _sizes.Spatial) + i;
            float normalized = row.Normalize(_x[at]);
            float h = row.Gate(_g[at], normalized);
            sum.Add(h);
            product.Add(h * normalized);
        }

        _sumH[index] = sum.Value;
        _sumHX[index] = product.Value;
    }
}
