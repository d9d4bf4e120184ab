using ILComicGAN.PtxMachine.Sanitizing;

namespace ILComicGAN.PtxMachine.Execution;

/// <summary>What a machine does besides running kernels.</summary>
public sealed record MachineOptions
{
    /// <summary>Whether every access is checked (see <see cref="Finding"/>); some ten times as slow.</summary>
    public bool Sanitize { get; init; } = true;

    /// <summary>Whether instructions, sectors and bank conflicts are counted.</summary>
    public bool Count { get; init; }

    /// <summary>Threads of the host that run groups; 0 for one per logical processor.</summary>
    public int Threads { get; init; }

    /// <summary>Address space of the global memory in bytes; what is not used costs nothing.</summary>
    public long MemoryBytes { get; init; } = 8L << 30;

    /// <summary>
    /// Whether products and sums without a named rounding are fused, as NVIDIA's assembler does.
    /// </summary>
    public bool FuseMultiplyAdd { get; init; } = true;

    /// <summary>After this many findings a launch is given up.</summary>
    public int MaxFindings { get; init; } = 20;

    /// <summary>
    /// Instructions that a warp may run in a launch before it counts as running for ever; no kernel with an end comes near the
    /// default, which takes less than a minute.
    /// </summary>
    public long MaxInstructions { get; init; } = 1L << 28;

    /// <summary>How long a launch may take; null for as long as it wants.</summary>
    public TimeSpan? MaxTime { get; init; }

    /// <summary>Applied to a kernel's PTX before it is read, for trying what a change of it does; null for none.</summary>
    public Func<string, string>? Rewrite { get; init; }
}
