using ILComicGAN.Engine;
using ILComicGAN.Engine.Elementwise;

namespace ILComicGAN.Networks.Losses;

/// <summary>
/// L_gra (Eq. 4): mean |Gram(VGG(G(q))) − Gram(VGG(gray style))|. Eq. 4 prints q in both places; the text defines x as
/// the style picture, and we follow the text.
/// </summary>
public sealed class GrayStyleLoss : LossTerm
{
    /// <summary>Its name; by it, unless told otherwise, the best checkpoint is selected.</summary>
    public const string Key = "gray";

    /// <inheritdoc/>
    public override string Name => Key;

    /// <inheritdoc/>
    public override string Title => "Gray style";

    /// <inheritdoc/>
    public override string Note => "Eq. 4: Gram matrices against the gray style pictures’";

    /// <inheritdoc/>
    public override double DefaultWeight => 12.5;

    /// <inheritdoc/>
    public override Tensor Compute(LossInputs inputs) => Of(inputs.GeneratedFeatures, inputs.GrayStyleFeatures);

    /// <summary>The mean over all elements of the Gram matrices.</summary>
    public static Tensor Of(Tensor generatedFeatures, Tensor grayStyleFeatures) =>
        Functional.Mean(Functional.Abs(NormalizedGram(generatedFeatures) - NormalizedGram(grayStyleFeatures)));

    /// <summary>The Gram matrix (Eq. 1) divided by C·H·W.</summary>
    public static Tensor NormalizedGram(Tensor features) =>
        Functional.Gram(features) * (1.0 / ((double)features.Count / features.Shape[0]));
}
