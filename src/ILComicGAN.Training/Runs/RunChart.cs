using ILComicGAN.Networks.Losses;

namespace ILComicGAN.Training.Runs;

/// <summary>A chart of the report: which series it shows, and what it says about them.</summary>
/// <param name="At">The part of the page where it stands.</param>
/// <param name="Title">Its title.</param>
/// <param name="Series">The keys of its curves in the page's data.</param>
public sealed record RunChart(string At, string Title, IReadOnlyList<string> Series)
{
    private const string Losses = "loss-charts";
    private const string Cost = "cost-charts";

    /// <summary>A line on what it shows.</summary>
    public string? Note { get; init; }

    /// <summary>What its curves are called, where there are several.</summary>
    public IReadOnlyList<string>? Names { get; init; }

    /// <summary>Whether its curves are shown as they are, neither smoothed nor on a logarithmic scale.</summary>
    public bool Exact { get; init; }

    /// <summary>Whether its scale begins at 0.</summary>
    public bool Zero { get; init; }

    /// <summary>All charts, in order.</summary>
    public static IReadOnlyList<RunChart> All { get; } =
    [
        .. LossTerms.All.OrderBy(term => term.IsMeasuredByCritic).Select(term => new RunChart(Losses, term.Title, [term.Name]) { Note = term.Note }),
        new(Losses, "Generator, total", [LossSeries.Total]) { Note = "Eq. 6: the weighted sum" },
        new(Losses, "Critic: real − fake", [RunSeries.Distance]) { Note = "Grows while the critic tells them apart, falls as pictures come closer" },
        new(Losses, "Critic’s scores", [LossSeries.CriticReal, LossSeries.CriticFake]) { Names = ["style", "pictures"] },
        new(Losses, "Gradient penalty", [LossSeries.Penalty]) { Note = "Eq. 2, without λ; near 0 where gradients have length 1" },
        new(Losses, "Critic, total", [LossSeries.Critic]) { Note = "Eq. 2" },
        new(Losses, "Gradient norms", ["generatorNorm", "criticNorm"]) { Note = "L2, over all weights of a network", Names = ["generator", "critic"] },
        new(Cost, "Learning rates", ["generatorRate", "criticRate"]) { Names = ["generator", "critic"], Exact = true, Zero = true },
        new(Cost, "Images per second", ["imagesPerSecond"]) { Zero = true },
        new(Cost, "Device memory, MiB", ["memoryPeak", "memoryInUse"]) { Names = ["peak in a step", "between steps"], Exact = true, Zero = true },
    ];

    /// <summary>Whether it shows losses.</summary>
    internal bool ShowsLosses => At == Losses;
}
