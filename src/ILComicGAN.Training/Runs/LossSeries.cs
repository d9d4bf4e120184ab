using ILComicGAN.Networks.Losses;

namespace ILComicGAN.Training.Runs;

/// <summary>A loss that every step reports: the generator's terms as they are registered, their sum, and what the critic's loss consists of.</summary>
/// <param name="Key">Its name in the log and in <see cref="StepReport.Losses"/>.</param>
/// <param name="Tag">Its name in TensorBoard, the group before the slash.</param>
/// <param name="Label">What messages call it.</param>
public sealed record LossSeries(string Key, string Tag, string Label)
{
    /// <summary>The weighted sum of the generator's terms (Eq. 6).</summary>
    public const string Total = "total";

    /// <summary>E[F(G(q))].</summary>
    public const string CriticFake = "criticFake";

    /// <summary>E[F(style)].</summary>
    public const string CriticReal = "criticReal";

    /// <summary>The gradient penalty without λ.</summary>
    public const string Penalty = "penalty";

    /// <summary>The critic's loss (Eq. 2).</summary>
    public const string Critic = "critic";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<LossSeries> All { get; } =
    [
        .. LossTerms.All.OrderBy(term => term.IsMeasuredByCritic).Select(term => new LossSeries(term.Name, $"generator/{term.Name}", $"the {term.Title.ToLowerInvariant()} loss")),
        new(Total, "generator/total", "the total loss"),
        new(CriticReal, "critic/real", "the critic's real loss"),
        new(CriticFake, "critic/fake", "the critic's fake loss"),
        new(Penalty, "critic/penalty", "the penalty loss"),
        new(Critic, "critic/total", "the critic's loss"),
    ];
}
