using ILComicGAN.Engine;
using ILComicGAN.Engine.Autograd;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Engine.Profiling;
using ILComicGAN.Networks.Modules;
using ILComicGAN.Networks.Tiles;

namespace ILComicGAN.Networks.Layers;

/// <summary>
/// LIN, the optional instance/layer normalization (Eq. 7), followed by an affine map that both branches share and,
/// if asked for, by a LeakyReLU.
/// </summary>
/// <remarks>
/// The choice is piecewise constant: gradients of first and second order flow through the chosen branch only.
/// The plain sum of α is 0 in both branches and cannot decide, and by its L2 norm instance normalization always wins,
/// since σ_L² = mean_c σ_c² + var_c μ_c and 1/σ² is convex; hence the mean of |α| in <see cref="LinRule.PerLayer"/>.
/// </remarks>
public sealed partial class Lin : Module
{
    /// <summary>
    /// Mostly layer normalization at first: it keeps the means of channels against each other, and with them a
    /// picture's colors, which instance normalization takes away. Not 0, where the clamp has no gradient.
    /// </summary>
    private const float FirstRho = 0.1f;

    private readonly double _epsilon;
    private readonly double _slope;
    private readonly Parameter _gamma;
    private readonly Parameter _beta;
    private readonly Parameter? _rho;
    private Tensor? _lastChoice;

    /// <summary>Creates the layer with γ = 1, β = 0 and, for <see cref="LinRule.Blend"/>, ρ = 0.1.</summary>
    /// <param name="parameters">Makes the parameters.</param>
    /// <param name="channels">C.</param>
    /// <param name="rule">How the branch is chosen.</param>
    /// <param name="slope">Slope of the LeakyReLU that follows; 1 for none.</param>
    /// <param name="epsilon">ε added to variances.</param>
    public Lin(ParameterFactory parameters, int channels, LinRule rule, double slope = 1, double epsilon = 1e-5)
    {
        (Rule, _slope, _epsilon) = (rule, slope, epsilon);
        _gamma = Learn("weight", parameters.Constant(channels, 1));
        _beta = Learn("bias", parameters.Constant(channels, 0));
        _rho = rule == LinRule.Blend ? Learn("rho", parameters.Constant(channels, FirstRho)) : null;
    }

    /// <summary>How the branch is chosen.</summary>
    public LinRule Rule { get; }

    /// <summary>
    /// The share of samples (of elements, of ρ) that took instance normalization in the last forward pass; reading it
    /// waits for the device. NaN before the first.
    /// </summary>
    public float InstanceShare => _lastChoice is null ? float.NaN : _lastChoice.ToArray().Average();

    /// <summary>What the last forward pass chose (1 for instance normalization), for whoever does not want to wait for it.</summary>
    internal Tensor? LastChoice => _lastChoice;

    /// <summary>[N, C, H, W] → the same shape.</summary>
    public Tensor Forward(Tensor x)
    {
        using ProfileScope profile = ProfileScope.Enter(Path);
        if (PictureStatistics.Current is { } wholePicture)
        {
            return wholePicture.Normalize(this, x);
        }

        using TensorScope scope = new(passGraphOn: true);
        Tensor choice;
        Tensor y = Rule switch
        {
            LinRule.PerLayer => Functional.Normalize(x, NormalizationKind.Selected, out choice, _gamma, _beta, _epsilon, _slope),
            LinRule.Instance => Functional.Normalize(x, NormalizationKind.Instance, out choice, _gamma, _beta, _epsilon, _slope),
            LinRule.PerElement => PerElement(x, out choice),
            LinRule.Blend => Blend(x, out choice),
            _ => throw new InvalidOperationException($"unknown LIN rule {Rule}"),
        };
        _lastChoice?.Dispose();
        _lastChoice = choice.Persist();
        return scope.Keep(y);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _lastChoice?.Dispose();
        }

        base.Dispose(disposing);
    }

    private Tensor PerElement(Tensor x, out Tensor choice)
    {
        Tensor instance = Functional.Normalize(x, NormalizationKind.Instance, epsilon: _epsilon);
        Tensor layer = Functional.Normalize(x, NormalizationKind.Layer, epsilon: _epsilon);
        Tensor mask = ChooseByAlpha(x);
        choice = Functional.Mean(mask);
        return Affine(layer + (mask * (instance - layer)));
    }

    private Tensor Blend(Tensor x, out Tensor choice)
    {
        if (!Engine.Autograd.GradientRecording.IsEnabled)
        {
            Tensor share = Functional.Clamp(_rho!, 0, 1);
            choice = Functional.Mean(share);
            return Functional.NormalizeBlended(x, share, _gamma, _beta, _epsilon, _slope);
        }

        Tensor instance = Functional.Normalize(x, NormalizationKind.Instance, epsilon: _epsilon);
        Tensor layer = Functional.Normalize(x, NormalizationKind.Layer, epsilon: _epsilon);
        Tensor rho = Functional.Clamp(_rho!, 0, 1);
        choice = Functional.Mean(rho.Detach());
        return Affine(layer + (PerChannel(rho) * (instance - layer)));
    }

    /// <summary>1 where α_I ≥ α_L, element by element; a constant for gradients.</summary>
    private Tensor ChooseByAlpha(Tensor x)
    {
        using Engine.Autograd.Pause pause = Engine.Autograd.GradientRecording.Pause();
        return Functional.GreaterOrEqual(Alpha(x, 2, 3), Alpha(x, 1, 2, 3));
    }

    /// <summary>α = (x − μ)/(σ² + ε) with the statistics over <paramref name="axes"/> (Eq. 7).</summary>
    private Tensor Alpha(Tensor x, params int[] axes)
    {
        Tensor centered = x - Functional.Mean(x, axes);
        return centered / (Functional.Mean(centered * centered, axes) + _epsilon);
    }

    private Tensor Affine(Tensor normalized)
    {
        Tensor y = (normalized * PerChannel(_gamma)) + PerChannel(_beta);
        return _slope == 1 ? y : Functional.LeakyRelu(y, _slope);
    }

    private static Tensor PerChannel(Tensor vector) => vector.Reshape(1, vector.Shape[0], 1, 1);
}
