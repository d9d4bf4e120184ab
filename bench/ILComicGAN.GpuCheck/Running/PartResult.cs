using ILComicGAN.GpuCheck.Entries;

namespace ILComicGAN.GpuCheck.Running;

/// <summary>What became of a part.</summary>
/// <param name="Name">Of the part.</param>
/// <param name="Title">In the report.</param>
/// <param name="Outcome">“done”, “left out”, “crashed” or “ended”.</param>
/// <param name="Remark">Why, where it is not done.</param>
/// <param name="Seconds">That it took.</param>
/// <param name="Entries">What it found.</param>
internal sealed record PartResult(string Name, string Title, PartOutcome Outcome, string? Remark, double Seconds, IReadOnlyList<Entry> Entries)
{
    /// <summary>Whether all of it that ran is right.</summary>
    public bool IsRight => Outcome is PartOutcome.Done or PartOutcome.LeftOut && Wrong.Count == 0;

    /// <summary>What is wrong.</summary>
    public IReadOnlyList<Comparison> Wrong => [.. Entries.OfType<Comparison>().Where(one => !one.Right)];
}
