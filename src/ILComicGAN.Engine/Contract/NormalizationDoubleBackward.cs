using ILComicGAN.Engine.Memory;

namespace ILComicGAN.Engine.Contract;

/// <summary>
/// The derivative in x of ⟨v, B(g, x)⟩, where B(g, x) = rstd·(g − mean(g) − x̂·mean(g·x̂)) is the plain backward pass
/// (no γ, β or activation). With c = mean(g·v), a = mean(g·x̂), b = mean(v·x̂):
/// out = −rstd²·x̂·(c − mean(g)·mean(v) − a·b) − rstd·(a·B(v, x) + b·B(g, x)).
/// </summary>
/// <remarks>The derivative in g needs no operation of its own: B is self-adjoint in g, so it is B(v, x).</remarks>
/// <param name="V">Gradient of B(g, x) [N, C, S].</param>
/// <param name="G">[N, C, S].</param>
/// <param name="X">[N, C, S].</param>
/// <param name="Mean">μ [N, C].</param>
/// <param name="Rstd">1/√(σ² + ε) [N, C].</param>
/// <param name="Choice">[N].</param>
/// <param name="Gx">Result [N, C, S].</param>
/// <param name="Shape">Sizes.</param>
public sealed record NormalizationDoubleBackward(
    DeviceBuffer V,
    DeviceBuffer G,
    DeviceBuffer X,
    DeviceBuffer Mean,
    DeviceBuffer Rstd,
    DeviceBuffer Choice,
    DeviceBuffer Gx,
    NormalizationShape Shape) : Operation
{
    /// <inheritdoc/>
    public override string Sizes => Shape.ToString();

    /// <inheritdoc/>
    public override IReadOnlyList<DeviceBuffer> Reads => [V, G, X, Mean, Rstd, Choice];

    /// <inheritdoc/>
    public override IReadOnlyList<DeviceBuffer> Writes => [Gx];

    /// <inheritdoc/>
    public override double FloatingPointOperations => 20.0 * X.Length;
}
