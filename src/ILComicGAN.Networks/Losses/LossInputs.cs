using ILComicGAN.Engine;
using ILComicGAN.Engine.Autograd;
using ILComicGAN.Networks.Critic;
using ILComicGAN.Networks.Perceptual;

namespace ILComicGAN.Networks.Losses;

/// <summary>What a <see cref="LossTerm"/> may be computed from. Features are computed when the first term asks for them, and once.</summary>
/// <param name="generated">G(q), with its graph.</param>
/// <param name="target">What content and color are compared with: q in the paper.</param>
/// <param name="style">Style pictures.</param>
/// <param name="perceptual">VGG.</param>
/// <param name="critic">F_ω.</param>
public sealed class LossInputs(Tensor generated, Tensor target, Tensor style, Vgg19 perceptual, Discriminator critic)
{
    private Tensor? _generatedFeatures;
    private Tensor? _targetFeatures;
    private Tensor? _grayStyleFeatures;

    /// <summary>G(q), with its graph.</summary>
    public Tensor Generated => generated;

    /// <summary>What content and color are compared with: q in the paper.</summary>
    public Tensor Target => target;

    /// <summary>Style pictures.</summary>
    public Tensor Style => style;

    /// <summary>F_ω.</summary>
    public Discriminator Critic => critic;

    /// <summary>VGG(G(q)), with its graph.</summary>
    public Tensor GeneratedFeatures => _generatedFeatures ??= perceptual.Forward(generated);

    /// <summary>VGG of the target; a constant.</summary>
    public Tensor TargetFeatures => _targetFeatures ??= Constant(() => perceptual.Forward(target));

    /// <summary>VGG of the style pictures without their colors; a constant.</summary>
    public Tensor GrayStyleFeatures => _grayStyleFeatures ??= Constant(() => perceptual.Forward(Grayscale.Of(style)));

    private static Tensor Constant(Func<Tensor> compute)
    {
        using Pause pause = GradientRecording.Pause();
        return compute();
    }
}
