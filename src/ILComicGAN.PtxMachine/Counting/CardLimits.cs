namespace ILComicGAN.PtxMachine.Counting;

/// <summary>What a card's units can do, for the model of <see cref="TimeBound"/>.</summary>
/// <param name="Name">As on the box.</param>
/// <param name="Architecture">As “sm_86”.</param>
/// <param name="Multiprocessors">How many.</param>
/// <param name="Gigahertz">Boost clock as published.</param>
/// <param name="FloatLanes">Float32 instructions of lanes in a clock of a multiprocessor.</param>
/// <param name="TensorFloat32">tf32 multiply-adds in a clock of a multiprocessor; 0 for none.</param>
/// <param name="Half">f16 multiply-adds with float32 sums in a clock of a multiprocessor.</param>
/// <param name="CacheGigabytesPerSecond">
/// Reads from the second-level cache, which NVIDIA does not publish: as others have measured it on a card with the same chip,
/// see the remarks.
/// </param>
/// <param name="MemoryGigabytesPerSecond">Of the memory chips, as published.</param>
/// <remarks>
/// Second-level caches: T. Ernst's gpu-benches (github.com/te42kyfo/gpu-benches, results in gpu-cache and gpu-l2-cache) has
/// 2430 GB/s for an A40 (the RTX 3090's GA102), 5200 for an L40 (the RTX 4090's AD102) and 9770 for an H200 (the H100's chip
/// with as many multiprocessors; an H100 PCIe, with fewer and slower ones, has 6900). The RTX 2080 Ti's is a guess: the 1270
/// that Jia and others (arXiv:1903.07486) measured on a T4, times eleven eighths for its wider memory, with which the cache's
/// slices go.
/// </remarks>
public sealed record CardLimits(
    string Name,
    string Architecture,
    int Multiprocessors,
    double Gigahertz,
    int FloatLanes,
    int TensorFloat32,
    int Half,
    double CacheGigabytesPerSecond,
    double MemoryGigabytesPerSecond)
{
    /// <summary>The cards that are known.</summary>
    public static IReadOnlyList<CardLimits> BuiltIn { get; } =
    [
        new("RTX 2080 Ti", "sm_75", 68, 1.545, 64, 0, 256, 1750, 616),
        new("RTX 3090", "sm_86", 82, 1.695, 128, 128, 256, 2430, 936),
        new("RTX 4090", "sm_89", 128, 2.52, 128, 128, 256, 5200, 1008),
        new("H100", "sm_90", 132, 1.98, 128, 1024, 2048, 9770, 3352),
    ];
}
