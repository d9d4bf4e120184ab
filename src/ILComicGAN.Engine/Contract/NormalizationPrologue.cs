using ILComicGAN.Engine.Memory;

namespace ILComicGAN.Engine.Contract;

/// <summary>
/// A normalization that is applied to an input while it is read: what is stored as x stands for
/// f(γ_c·(x − μ)·rstd + β_c), as <see cref="Normalize"/> would write it. A border around x is not normalized twice:
/// reflected pixels are those of the normalized picture.
/// </summary>
/// <param name="Mean">μ [N, C].</param>
/// <param name="Rstd">1/√(σ² + ε) [N, C].</param>
/// <param name="Gamma">γ [C], together with β; or null for 1.</param>
/// <param name="Beta">β [C], together with γ; or null for 0.</param>
/// <param name="Activation">f.</param>
public readonly record struct NormalizationPrologue(
    DeviceBuffer Mean, DeviceBuffer Rstd, DeviceBuffer? Gamma, DeviceBuffer? Beta, Activation Activation);
