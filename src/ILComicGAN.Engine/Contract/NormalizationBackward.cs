using ILComicGAN.Engine.Memory;

namespace ILComicGAN.Engine.Contract;

/// <summary>
/// The gradient of <see cref="NormalizationStatistics"/> followed by <see cref="Normalize"/> without a residual:
/// with x̂ = (x − μ)·rstd, h = g·f′(γ·x̂ + β) and u = γ·h,
/// gx = rstd·(u − mean(u) − x̂·mean(u·x̂)), the means over S or over C×S as chosen for the sample;
/// gγ_c = Σ_{n,s} h·x̂ and gβ_c = Σ_{n,s} h where γ is given.
/// </summary>
/// <param name="G">Gradient of the result [N, C, S].</param>
/// <param name="X">[N, C, S].</param>
/// <param name="Mean">μ [N, C].</param>
/// <param name="Rstd">1/√(σ² + ε) [N, C].</param>
/// <param name="Choice">[N].</param>
/// <param name="Gamma">γ [C], or null for 1.</param>
/// <param name="Beta">β [C], or null for 0.</param>
/// <param name="Gx">Gradient of x.</param>
/// <param name="GGamma">Gradient of γ, together with that of β; or null.</param>
/// <param name="GBeta">Gradient of β, or null.</param>
/// <param name="Shape">Sizes.</param>
/// <param name="Activation">f, a LeakyReLU or none.</param>
public sealed record NormalizationBackward(
    DeviceBuffer G,
    DeviceBuffer X,
    DeviceBuffer Mean,
    DeviceBuffer Rstd,
    DeviceBuffer Choice,
    DeviceBuffer? Gamma,
    DeviceBuffer? Beta,
    DeviceBuffer Gx,
    DeviceBuffer? GGamma,
    DeviceBuffer? GBeta,
    NormalizationShape Shape,
    Activation Activation = default) : Operation
{
    /// <inheritdoc/>
    public override string Sizes => Shape.ToString();

    /// <inheritdoc/>
    public override IReadOnlyList<DeviceBuffer> Reads => Present(G, X, Mean, Rstd, Choice, Gamma, Beta);

    /// <inheritdoc/>
    public override IReadOnlyList<DeviceBuffer> Writes => Present(Gx, GGamma, GBeta);

    /// <inheritdoc/>
    public override double FloatingPointOperations => 10.0 * X.Length;
}
