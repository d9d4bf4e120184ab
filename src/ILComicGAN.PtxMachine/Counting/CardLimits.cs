namespace ILComicGAN.PtxMachine;

/// <summary>What a card's units can do, for the model of <see cref="TimeBound"/>.</summary>
/// <param name="Name">As on the box.</param>
/// <param name="Architecture">As “sm_86”.</param>
/// <param name="Multiprocessors">How many.</param>
/// <param name="Gigahertz">Boost clock as published.</param>
/// <param name="FloatLanes">Float32 instructions of lanes in a clock of a multiprocessor.</param>
/// <param name="TensorFloat32">tf32 multiply-adds in a clock of a multiprocessor; 0 for none.</param>
/// <param name="Half">f16 multiply-adds with float32 sums in a clock of a multiprocessor.</param>
/// <param name="CacheGigabytesPerSecond">Of the second-level cache; not published, as others have measured it, roughly.</param>
/// <param name="MemoryGigabytesPerSecond">Of the memory chips, as published.</param>
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
        new("RTX 2080 Ti", "sm_75", 68, 1.545, 64, 0, 256, 1800, 616),
        new("RTX 3090", "sm_86", 82, 1.695, 128, 128, 256, 2300, 936),
        new("RTX 4090", "sm_89", 128, 2.52, 128, 128, 256, 5000, 1008),
        new("H100", "sm_90", 132, 1.98, 128, 1024, 2048, 5500, 3352),
    ];
}
