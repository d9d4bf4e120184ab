using ILComicGAN.PtxMachine.Execution;

namespace ILComicGAN.PtxMachine.Counting;

/// <summary>
/// A model, not a measurement: the least time in which each unit of a card could do what was counted. The kernel takes at
/// least the longest of them. Integer instructions and moves are left out, since the assembler folds many away.
/// </summary>
/// <param name="Card">Which card.</param>
/// <param name="Limits">Seconds by unit.</param>
public sealed record TimeBound(CardLimits Card, IReadOnlyDictionary<string, double> Limits)
{
    /// <summary>The longest.</summary>
    public double Seconds => Limits.Values.Max();

    /// <summary>The unit that takes longest.</summary>
    public string LimitedBy => Limits.MaxBy(limit => limit.Value).Key;

    /// <summary>The bounds of a launch.</summary>
    public static TimeBound Of(KernelCounts counts, CardLimits card)
    {
        ArgumentNullException.ThrowIfNull(counts);
        ArgumentNullException.ThrowIfNull(card);
        // Few groups leave multiprocessors idle.
        double clocks = Math.Min(card.Multiprocessors, counts.Grid.Count) * card.Gigahertz * 1e9;
        long floats = counts.Of(InstructionClass.MultiplyAdd) + counts.Of(InstructionClass.Float);
        InstructionClass[] issued =
        [
            InstructionClass.MultiplyAdd, InstructionClass.Float, InstructionClass.Special, InstructionClass.Matrix, InstructionClass.Global,
            InstructionClass.Shared, InstructionClass.Warp, InstructionClass.Barrier, InstructionClass.Control,
        ];
        Dictionary<string, double> limits = new()
        {
            // Four schedulers, each one instruction of a warp in a clock.
            ["issue"] = issued.Sum(counts.Of) / (4 * clocks),
            ["fp32"] = floats * 32 / (card.FloatLanes * clocks),
            // 128 bytes in a clock.
            ["shared"] = counts.AccessesTo(InstructionClass.Shared).Passes / clocks,
            ["L2"] = counts.AccessesTo(InstructionClass.Global).Sectors * 32 / (card.CacheGigabytesPerSecond * 1e9),
            ["DRAM"] = counts.DistinctSectors * 32 / (card.MemoryGigabytesPerSecond * 1e9),
        };
        int matrix = counts.MatrixElement == "tf32" ? card.TensorFloat32 : card.Half;
        if (counts.MatrixFlops > 0)
        {
            limits["mma"] = matrix == 0 ? double.PositiveInfinity : counts.MatrixFlops / (2 * matrix * clocks);
        }

        return new TimeBound(card, limits);
    }
}
