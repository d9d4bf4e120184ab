namespace ILComicGAN.Training.Runs;

/// <summary>What one step found; a line of the log.</summary>
public sealed record StepReport
{
    /// <summary>Steps done, from 1.</summary>
    public required int Step { get; init; }

    /// <summary>Steps in all.</summary>
    public required int TotalSteps { get; init; }

    /// <summary>“start” or “gan”.</summary>
    public required string Phase { get; init; }

    /// <summary>L_con (Eq. 3).</summary>
    public required float Content { get; init; }

    /// <summary>L_gra (Eq. 4).</summary>
    public float? Gray { get; init; }

    /// <summary>L_col (Eq. 5).</summary>
    public float? Color { get; init; }

    /// <summary>−E[F(G(q))].</summary>
    public float? Adversarial { get; init; }

    /// <summary>Eq. 6.</summary>
    public float? Total { get; init; }

    /// <summary>E[F(fake)].</summary>
    public float? CriticFake { get; init; }

    /// <summary>E[F(real)].</summary>
    public float? CriticReal { get; init; }

    /// <summary>Gradient penalty without λ.</summary>
    public float? Penalty { get; init; }

    /// <summary>Eq. 2.</summary>
    public float? Critic { get; init; }

    /// <summary>η of the generator in this step.</summary>
    public double GeneratorLearningRate { get; init; }

    /// <summary>η of the critic in this step; null in the start phase.</summary>
    public double? CriticLearningRate { get; init; }

    /// <summary>L2 norm of the generator's gradient.</summary>
    public float GeneratorGradientNorm { get; init; }

    /// <summary>L2 norm of the critic's gradients, over all critic steps; null in the start phase.</summary>
    public float? CriticGradientNorm { get; init; }

    /// <summary>Estimated seconds to the end of the run, with its sheets and checkpoints; null before anything is known.</summary>
    public double? SecondsLeft { get; init; }

    /// <summary>Photos trained on in a second, since the last line.</summary>
    public double ImagesPerSecond { get; init; }

    /// <summary>Device memory in use between steps, in bytes.</summary>
    public long MemoryInUse { get; init; }

    /// <summary>The most in use within a step, in bytes.</summary>
    public long MemoryPeak { get; init; }

    /// <summary>Per LIN layer, the share of samples that chose instance normalization; null between log lines.</summary>
    public IReadOnlyDictionary<string, float>? InstanceShares { get; init; }

    /// <summary>Losses, gradients and weights that are infinite or not a number after this step.</summary>
    internal IReadOnlyList<string> NotFinite { get; init; } = [];

    /// <summary>The losses among them.</summary>
    internal IEnumerable<string> InfiniteLosses =>
        new (string Name, float? Value)[]
        {
            ("content", Content), ("gray style", Gray), ("color", Color), ("adversarial", Adversarial), ("total", Total),
            ("critic's fake", CriticFake), ("critic's real", CriticReal), ("penalty", Penalty), ("critic's", Critic),
        }
        .Where(loss => loss.Value is { } value && !float.IsFinite(value))
        .Select(loss => $"the {loss.Name} loss");
}
