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

    /// <summary>Photos trained on in a second, since the last line.</summary>
    public double ImagesPerSecond { get; init; }

    /// <summary>Device memory in use between steps, in bytes.</summary>
    public long MemoryInUse { get; init; }

    /// <summary>The most in use within a step, in bytes.</summary>
    public long MemoryPeak { get; init; }

    /// <summary>Per LIN layer, the share of samples that chose instance normalization; null between log lines.</summary>
    public IReadOnlyDictionary<string, float>? InstanceShares { get; init; }

    /// <summary>All losses that this phase has.</summary>
    internal IEnumerable<float> Losses =>
        new[] { Content, Gray, Color, Adversarial, Total, CriticFake, CriticReal, Penalty, Critic }
            .Where(loss => loss is not null)
            .Select(loss => loss!.Value);
}
