namespace ILComicGAN.Training.Runs;

/// <summary>A line of the run's journal.</summary>
public sealed record JournalEntry
{
    /// <summary>When.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>What.</summary>
    public required JournalKind Kind { get; init; }

    /// <summary>Steps done by then.</summary>
    public required int Step { get; init; }

    /// <summary>A sentence, where there is one.</summary>
    public string? Text { get; init; }

    /// <summary>At the start of a session: steps in all.</summary>
    public int? TotalSteps { get; init; }

    /// <summary>At the start of a session: steps of the start phase.</summary>
    public int? StartSteps { get; init; }

    /// <summary>At the start of a session: number and hash of the photos.</summary>
    public string? Photos { get; init; }

    /// <summary>At the start of a session: number and hash of the style pictures.</summary>
    public string? Style { get; init; }

    /// <summary>At the start of a session: what it is computed with.</summary>
    public RunEnvironment? Environment { get; init; }
}
