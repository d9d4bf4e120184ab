using ILComicGAN.Engine.Memory;

namespace ILComicGAN.Engine.Devices;

/// <summary>
/// A normalization that is known but whose pass over memory was not made: what is stored as x stands for
/// LeakyReLU(γ_c·(x − μ)·rstd + β_c; slope), as <see cref="Device.NormalizationApply(DeviceBuffer, DeviceBuffer, DeviceBuffer, DeviceBuffer?, DeviceBuffer?, DeviceBuffer, in NormalizationShape)"/> would write it.
/// </summary>
/// <param name="Mean">μ [N, C].</param>
/// <param name="ReciprocalDeviation">rstd [N, C].</param>
/// <param name="Gamma">γ [C], together with β; or null for 1.</param>
/// <param name="Beta">β [C], together with γ; or null for 0.</param>
/// <param name="Slope">Of the LeakyReLU; 1 for none.</param>
public readonly record struct PendingNormalization(
    DeviceBuffer Mean, DeviceBuffer ReciprocalDeviation, DeviceBuffer? Gamma, DeviceBuffer? Beta, double Slope);
