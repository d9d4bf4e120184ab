using ILComicGAN.Engine;

namespace ILComicGAN.Networks.Losses;

/// <summary>The terms of Eq. 2 for one batch, each a scalar.</summary>
/// <param name="Fake">E[F(G(q))].</param>
/// <param name="Real">E[F(style)].</param>
/// <param name="Penalty">The gradient penalty without λ.</param>
/// <param name="Total">Fake − Real + λ·Penalty.</param>
public sealed record CriticLoss(Tensor Fake, Tensor Real, Tensor Penalty, Tensor Total);
