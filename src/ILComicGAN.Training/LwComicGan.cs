using ILComicGAN.Engine;
using ILComicGAN.Engine.Autograd;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Networks.Critic;
using ILComicGAN.Networks.Generators;
using ILComicGAN.Networks.Layers;
using ILComicGAN.Networks.Losses;
using ILComicGAN.Networks.Modules;
using ILComicGAN.Networks.Perceptual;
using ILComicGAN.Training.Optimization;

namespace ILComicGAN.Training;

/// <summary>
/// The three networks and two optimizers of the paper, and what one step computes: gradients of the start phase, of
/// the critic (Eq. 2) and of the generator (Eq. 6). Updating is separate, so that gradients can be looked at.
/// </summary>
public sealed class LwComicGan : IDisposable
{
    private readonly TrainingSettings _settings;

    /// <summary>Makes the networks with the settings' seed; the loss network is given and disposed with the rest.</summary>
    public LwComicGan(Device device, TrainingSettings settings, Vgg19 perceptual)
    {
        _settings = settings;
        Perceptual = perceptual;
        Generator = new LwComicGanGenerator(new ParameterFactory(device, settings.Seed), settings.Lin, settings.Enlarge)
        {
            Recompute = settings.Recompute,
        };
        Critic = new Discriminator(new ParameterFactory(device, settings.Seed + 1));
        GeneratorOptimizer = new Adam(Generator, settings.StartLearningRate);
        CriticOptimizer = new Adam(Critic, settings.CriticLearningRate);
    }

    /// <summary>G.</summary>
    public LwComicGanGenerator Generator { get; }

    /// <summary>F_ω.</summary>
    public Discriminator Critic { get; }

    /// <summary>VGG.</summary>
    public Vgg19 Perceptual { get; }

    /// <summary>Adam for G.</summary>
    public Adam GeneratorOptimizer { get; }

    /// <summary>Adam for the critic.</summary>
    public Adam CriticOptimizer { get; }

    /// <summary>
    /// The start phase: G learns to keep the content, by β·L_con alone unless
    /// <see cref="TrainingSettings.StartPixelWeight"/> adds the picture itself. Adds to G's gradients.
    /// </summary>
    /// <param name="photo">q.</param>
    /// <param name="target">What it is compared with: q itself in the paper (<see cref="ContentTarget"/>).</param>
    /// <param name="share">What these samples are of a batch whose gradients are added up in parts.</param>
    /// <returns>L_con.</returns>
    public Tensor StartGradients(Tensor photo, Tensor target, double share = 1)
    {
        Tensor picture = Generator.Forward(photo);
        Tensor content = ContentLoss.Of(Perceptual.Forward(picture), Constant(() => Perceptual.Forward(target)));
        Tensor total = content * _settings.Weights[ContentLoss.Key];
        if (_settings.StartPixelWeight > 0)
        {
            total += Functional.Mean(Functional.Abs(picture - target)) * _settings.StartPixelWeight;
        }

        Backward(total, share);
        return content.Detach();
    }

    /// <summary>Eq. 2. Adds to the critic's gradients.</summary>
    /// <param name="fake">G(q); its graph is not followed.</param>
    /// <param name="style">Style pictures.</param>
    /// <param name="epsilon">ε per sample [N, 1, 1, 1].</param>
    /// <param name="smoothed">Style pictures with smoothed edges, for <see cref="TrainingSettings.SmoothedNegatives"/>.</param>
    /// <param name="share">What these samples are of a batch whose gradients are added up in parts.</param>
    public CriticLoss CriticGradients(
        Tensor fake, Tensor style, Tensor epsilon, Tensor? smoothed = null, double share = 1)
    {
        List<(Tensor Pictures, double Weight)> negatives = [];
        if (_settings.GrayscaleNegatives > 0)
        {
            negatives.Add((Grayscale.Of(style), _settings.GrayscaleNegatives));
        }

        if (_settings.SmoothedNegatives > 0 && smoothed is not null)
        {
            negatives.Add((smoothed, _settings.SmoothedNegatives));
        }

        CriticLoss loss = WassersteinLoss.OfCritic(
            Critic, fake.Detach(), style, epsilon, _settings.Lambda, _settings.SquareOutside, negatives);
        Backward(loss.Total, share);
        return loss;
    }

    /// <summary>Eq. 6. Adds to G's gradients; the critic's weights get none.</summary>
    /// <param name="fake">G(q), with its graph.</param>
    /// <param name="target">What content and color are compared with: q in the paper (<see cref="ContentTarget"/>).</param>
    /// <param name="style">Style pictures, for their gray texture (Eq. 4).</param>
    /// <param name="share">What these samples are of a batch whose gradients are added up in parts.</param>
    public GeneratorLoss GeneratorGradients(Tensor fake, Tensor target, Tensor style, double share = 1)
    {
        Critic.Freeze();
        try
        {
            GeneratorLoss loss = GeneratorLoss.Of(new LossInputs(fake, target, style, Perceptual, Critic), _settings.Weights);
            Backward(loss.Total, share);
            return loss;
        }
        finally
        {
            Critic.Freeze(false);
        }
    }

    /// <summary>Frees networks and optimizers.</summary>
    public void Dispose()
    {
        GeneratorOptimizer.Dispose();
        CriticOptimizer.Dispose();
        Generator.Dispose();
        Critic.Dispose();
        Perceptual.Dispose();
    }

    private static void Backward(Tensor total, double share) => Gradients.Backward(share == 1 ? total : total * share);

    private static Tensor Constant(Func<Tensor> compute)
    {
        using Pause pause = GradientRecording.Pause();
        return compute();
    }
}
