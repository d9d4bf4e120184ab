using ILComicGAN.Engine;
using ILComicGAN.Engine.Elementwise;

namespace ILComicGAN.Networks.Losses;

/// <summary>L_con (Eq. 3): mean |VGG(G(q)) − VGG(q)|.</summary>
public sealed class ContentLoss : LossTerm
{
    /// <summary>Its name, for the start phase, which has this loss alone.</summary>
    public const string Key = "content";

    /// <inheritdoc/>
    public override string Name => Key;

    /// <inheritdoc/>
    public override string Title => "Content";

    /// <inheritdoc/>
    public override string Note => "Eq. 3: features of the picture against the photo’s";

    /// <inheritdoc/>
    public override double DefaultWeight => 2.5;

    /// <inheritdoc/>
    public override Tensor Compute(LossInputs inputs) => Of(inputs.GeneratedFeatures, inputs.TargetFeatures);

    /// <summary>The mean over all elements.</summary>
    public static Tensor Of(Tensor generatedFeatures, Tensor photoFeatures) =>
        Functional.Mean(Functional.Abs(generatedFeatures - photoFeatures));
}
