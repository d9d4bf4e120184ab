using ILComicGAN.Engine;

namespace ILComicGAN.Networks;

/// <summary>The terms of Eq. 6 for one batch, each a scalar without its coefficient, and their weighted sum.</summary>
/// <param name="Adversarial">L_gan of the generator: −E[F(G(q))].</param>
/// <param name="Content">L_con (Eq. 3).</param>
/// <param name="Gray">L_gra (Eq. 4).</param>
/// <param name="Color">L_col (Eq. 5).</param>
/// <param name="Total">α·L_gan + β·L_con + γ·L_gra + ω·L_col (Eq. 6).</param>
public sealed record GeneratorLoss(Tensor Adversarial, Tensor Content, Tensor Gray, Tensor Color, Tensor Total);
