namespace ILComicGAN.Networks;

/// <summary>The coefficients of Eq. 6, by default those of Table I.</summary>
/// <param name="Adversarial">α.</param>
/// <param name="Content">β.</param>
/// <param name="Gray">γ.</param>
/// <param name="Color">ω.</param>
public sealed record LossWeights(
    double Adversarial = 350, double Content = 2.5, double Gray = 12.5, double Color = 15);
