using ILComicGAN.Kernels.Tiles;
using ILGPU;

namespace ILComicGAN.Kernels.Convolution;

/// <summary>
/// A normalization that is applied to a convolution's input where it is read: LeakyReLU(γ·(x − μ)·rstd + β), μ and rstd
/// [N, C], γ and β [C]. Where there is none the views are of no meaning, but may be read as far as those would be.
/// </summary>
internal readonly struct PrologueTerms(
    ArrayView<float> mean, ArrayView<float> rstd, ArrayView<float> gamma, ArrayView<float> beta, int isPresent, int isAffine, float slope)
{
    private readonly ArrayView<float> _mean = mean;
    private readonly ArrayView<float> _rstd = rstd;
    private readonly ArrayView<float> _gamma = gamma;
    private readonly ArrayView<float> _beta = beta;
    private readonly int _isPresent = isPresent;
    private readonly int _isAffine = isAffine;
    private readonly float _slope = slope;

    public bool IsPresent => _isPresent != 0;

    /// <summary>Of a plane n·C + c; the identity, to the bit, where there is no normalization.</summary>
    public ChannelTerms Of(int plane, int channel)
    {
        ChannelTerms terms = new() { Scale = 1f, Slope = 1f };
        if (IsPresent)
        {
            terms.Mean = _mean[plane];
            terms.Scale = _isAffine != 0 ? _rstd[plane] * _gamma[channel] : _rstd[plane];
            terms.Beta = _isAffine != 0 ? _beta[channel] : 0f;
            terms.Slope = _slope;
        }

        return terms;
    }

    /// <summary>Of eight successive channels, the first of which is a multiple of four.</summary>
    public Fragment Apply(Fragment x, int plane, int channel) =>
        new() { Low = Apply(x.Low, plane >> 2, channel >> 2), High = Apply(x.High, (plane >> 2) + 1, (channel >> 2) + 1) };

    private Float4 Apply(Float4 x, int planeWord, int channelWord)
    {
        Float4 mean = _mean.Cast<Float4>()[planeWord];
        Float4 scale = _rstd.Cast<Float4>()[planeWord];
        Float4 beta = default;
        if (_isAffine != 0)
        {
            Float4 gamma = _gamma.Cast<Float4>()[channelWord];
            scale = new() { X = scale.X * gamma.X, Y = scale.Y * gamma.Y, Z = scale.Z * gamma.Z, W = scale.W * gamma.W };
            beta = _beta.Cast<Float4>()[channelWord];
        }

        return new()
        {
            X = Activate(((x.X - mean.X) * scale.X) + beta.X),
            Y = Activate(((x.Y - mean.Y) * scale.Y) + beta.Y),
            Z = Activate(((x.Z - mean.Z) * scale.Z) + beta.Z),
            W = Activate(((x.W - mean.W) * scale.W) + beta.W),
        };
    }

    private float Activate(float z) => z > 0f ? z : _slope * z;
}
