using ILComicGAN.Engine;
using ILComicGAN.Engine.Autograd;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Engine.Profiling;
using ILComicGAN.Networks.Layers;
using ILComicGAN.Networks.Modules;

namespace ILComicGAN.Networks.Critic;

/// <summary>
/// A convolution with the weight W/σ(W), σ the largest singular value of W [C_out, C_in·K·K] (spectral normalization,
/// Miyato et al.), estimated by one step of power iteration per training forward.
/// </summary>
/// <remarks>σ = uᵀ·W·v is differentiable in W with u and v constant: no gradient flows through the iteration.</remarks>
internal sealed class SpectralConvolution : Module
{
    private const double Smallest = 1e-12;

    private readonly Convolution _convolution;
    private readonly Parameter _u;

    public SpectralConvolution(ParameterFactory parameters, int inChannels, int outChannels, int stride)
    {
        _convolution = Child(
            "", new Convolution(parameters, inChannels, outChannels, 3, stride, padding: Padding.Zero));
        _u = Buffer("u", parameters.UnitVector(outChannels));
    }

    /// <summary>The layer without its normalization.</summary>
    public Convolution Convolution => _convolution;

    /// <summary>[N, C_in, H, W] → [N, C_out, ⌈H/stride⌉, ⌈W/stride⌉]; with <paramref name="training"/>, u moves one step on.</summary>
    public Tensor Forward(Tensor x, bool training, double slope = 1)
    {
        using ProfileScope profile = ProfileScope.Enter(Path);
        using TensorScope scope = new(passGraphOn: true);
        Tensor weight = _convolution.Weight;
        Tensor matrix = weight.Reshape(weight.Shape[0], (int)(weight.Count / weight.Shape[0]));
        Tensor direction = Iterate(matrix, training);
        Tensor sigma = Functional.Sum(matrix * direction);
        return scope.Keep(_convolution.Forward(x, weight / sigma, slope));
    }

    /// <summary>u·vᵀ, so that σ = Σ W ∘ u·vᵀ.</summary>
    private Tensor Iterate(Tensor matrix, bool training)
    {
        using Pause pause = GradientRecording.Pause();
        Tensor u = _u.Reshape((int)_u.Count, 1);
        Tensor v = Unit(Functional.MatMul(matrix, u, transposeA: true));
        if (training)
        {
            u = Unit(Functional.MatMul(matrix, v));
            _u.Assign(u.Reshape((int)_u.Count));
        }

        return Functional.MatMul(u, v, transposeB: true);
    }

    private static Tensor Unit(Tensor vector)
    {
        Tensor norm = Functional.Sqrt(Functional.Sum(vector * vector));
        return vector / Functional.Clamp(norm, Smallest, double.PositiveInfinity);
    }
}
