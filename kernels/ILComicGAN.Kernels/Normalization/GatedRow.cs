using ILGPU;

namespace ILComicGAN.Kernels.Normalization;

/// <summary>A row's affine map and activation: what the gradient h before the affine map is, given the one after.</summary>
internal struct GatedRow
{
    public float Mean, Rstd, Gamma, Beta, Slope;

    public static GatedRow At(
        int row, ArrayView<float> mean, ArrayView<float> rstd, ArrayView<float> gamma, ArrayView<float> beta, NormalizationSizes sizes)
    {
        int channel = row % sizes.Channels;
        return new GatedRow
        {
            Mean = mean[row],
            Rstd = rstd[row],
            Gamma = sizes.Affine != 0 ? gamma[channel] : 1,
            Beta = sizes.Affine != 0 ? beta[channel] : 0,
            Slope = sizes.Slope,
        };
    }

    /// <summary>x̂.</summary>
    public readonly float Normalize(float x) => (x - Mean) * Rstd;

    /// <summary>h = g·LeakyReLU′(γ·x̂ + β).</summary>
    public readonly float Gate(float g, float normalized) => (Gamma * normalized) + Beta > 0 ? g : Slope * g;
}
