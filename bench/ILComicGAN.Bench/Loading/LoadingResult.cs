namespace ILComicGAN.Bench.Loading;

/// <summary>What one process measured.</summary>
/// <param name="First">Seconds of the first load, compilation of ours included.</param>
/// <param name="Again">Seconds of a second one in the same process.</param>
/// <param name="Peak">The most memory of the process, after the first, in bytes.</param>
/// <param name="Count">Numbers that were loaded.</param>
internal sealed record LoadingResult(double First, double Again, long Peak, long Count)
{
    /// <summary>Seconds of the whole process, start-up included.</summary>
    public double Process { get; init; }
}
