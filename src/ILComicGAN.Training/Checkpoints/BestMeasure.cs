namespace ILComicGAN.Training.Checkpoints;

/// <summary>
/// Metric that selects the best checkpoint; smaller is better. It is a mean over about the last hundred adversarial steps.
/// No number says which generator looks best: the checkpoint that it selects is one worth looking at.
/// </summary>
public enum BestMeasure
{
    /// <summary>No checkpoint is kept as the best.</summary>
    None,

    /// <summary>The gray style loss (Eq. 4): how near the textures are to those of the style pictures.</summary>
    Style,

    /// <summary>The weighted content, gray style and color losses: Eq. 6 without the critic's term, whose scale drifts.</summary>
    Losses,

    /// <summary>The critic's E[F(style)] − E[F(G(q))]: WGAN's estimate of how far generated and style pictures are apart.</summary>
    Distance,
}
