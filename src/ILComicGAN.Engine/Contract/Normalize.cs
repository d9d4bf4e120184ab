using ILComicGAN.Engine.Memory;

namespace ILComicGAN.Engine.Contract;

/// <summary>y = f(γ_c·(x − μ)·rstd + β_c) + residual. y may be x.</summary>
/// <param name="X">[N, C, S].</param>
/// <param name="Mean">μ [N, C].</param>
/// <param name="Rstd">1/√(σ² + ε) [N, C].</param>
/// <param name="Gamma">γ [C], together with β; or null for 1.</param>
/// <param name="Beta">β [C], together with γ; or null for 0.</param>
/// <param name="Residual">[N, C, S], or null.</param>
/// <param name="Y">[N, C, S].</param>
/// <param name="Shape">Sizes.</param>
/// <param name="Activation">f.</param>
public sealed record Normalize(
    DeviceBuffer X,
    DeviceBuffer Mean,
    DeviceBuffer Rstd,
    DeviceBuffer? Gamma,
    DeviceBuffer? Beta,
    DeviceBuffer? Residual,
    DeviceBuffer Y,
    NormalizationShape Shape,
    Activation Activation = default) : Operation
{
    /// <inheritdoc/>
    public override string Sizes => Shape.ToString();

    /// <inheritdoc/>
    public override IReadOnlyList<DeviceBuffer> Reads => Present(X, Mean, Rstd, Gamma, Beta, Residual);

    /// <inheritdoc/>
    public override IReadOnlyList<DeviceBuffer> Writes => [Y];

    /// <inheritdoc/>
    public override double FloatingPointOperations => 3.0 * Y.Length;

    /// <summary>The same as a convolution applies it while it reads x.</summary>
    public NormalizationPrologue Prologue => new(Mean, Rstd, Gamma, Beta, Activation);
}
