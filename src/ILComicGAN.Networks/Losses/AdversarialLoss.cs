using ILComicGAN.Engine;

namespace ILComicGAN.Networks.Losses;

/// <summary>L_gan of the generator: −E[F(G(q))].</summary>
public sealed class AdversarialLoss : LossTerm
{
    /// <inheritdoc/>
    public override string Name => "adversarial";

    /// <inheritdoc/>
    public override string Title => "Adversarial";

    /// <inheritdoc/>
    public override string Note => "How far the critic is from taking pictures for the style";

    /// <inheritdoc/>
    public override double DefaultWeight => 350;

    /// <inheritdoc/>
    public override bool IsMeasuredByCritic => true;

    /// <inheritdoc/>
    public override Tensor Compute(LossInputs inputs) => WassersteinLoss.OfGenerator(inputs.Critic, inputs.Generated);
}
