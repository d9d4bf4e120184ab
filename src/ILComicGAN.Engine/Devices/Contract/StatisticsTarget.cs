using ILComicGAN.Engine.Memory;

namespace ILComicGAN.Engine.Devices;

/// <summary>Where the statistics of a result go that are taken while it is written, as <see cref="Device.NormalizationStatistics"/> has them.</summary>
/// <param name="Mean">μ [N, C].</param>
/// <param name="ReciprocalDeviation">rstd = 1/√(σ² + ε) [N, C].</param>
/// <param name="Choice">1 for a sample normalized per instance, 0 per layer [N].</param>
/// <param name="Kind">Which statistics.</param>
/// <param name="Epsilon">ε.</param>
public readonly record struct StatisticsTarget(
    DeviceBuffer Mean, DeviceBuffer ReciprocalDeviation, DeviceBuffer Choice, NormalizationKind Kind, double Epsilon);
