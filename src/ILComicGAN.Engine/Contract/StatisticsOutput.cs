using ILComicGAN.Engine.Memory;

namespace ILComicGAN.Engine.Contract;

/// <summary>Where the statistics of a normalization go, and which ones; <see cref="NormalizationStatistics"/> defines them.</summary>
/// <param name="Mean">μ [N, C].</param>
/// <param name="Rstd">1/√(σ² + ε) [N, C].</param>
/// <param name="Choice">1 for a sample normalized per instance, 0 per layer [N].</param>
/// <param name="Kind">Which statistics.</param>
/// <param name="Epsilon">ε added to the biased variance.</param>
public readonly record struct StatisticsOutput(
    DeviceBuffer Mean, DeviceBuffer Rstd, DeviceBuffer Choice, NormalizationKind Kind, double Epsilon);
