using ILComicGAN.Engine.Memory;

namespace ILComicGAN.Engine.Contract;

/// <summary>
/// The statistics that a normalization asks for, per sample and channel: mean μ and rstd = 1/√(σ² + ε), both [N, C]
/// (equal over C where the layer's are taken), and choice [N], 1 for a sample normalized per instance and 0 for per layer.
/// </summary>
/// <remarks>
/// <see cref="NormalizationKind.Selected"/> compares mean_{C,S} |x − μ_I|/(σ_I² + ε) with
/// mean_{C,S} |x − μ_L|/(σ_L² + ε) (Eq. 7) and takes the instance on a tie.
/// </remarks>
/// <param name="X">[N, C, S].</param>
/// <param name="Output">Which statistics, and where they go.</param>
/// <param name="Shape">Sizes.</param>
public sealed record NormalizationStatistics(DeviceBuffer X, StatisticsOutput Output, NormalizationShape Shape) : Operation
{
    /// <inheritdoc/>
    public override string Sizes => Shape.ToString();

    /// <inheritdoc/>
    public override IReadOnlyList<DeviceBuffer> Reads => [X];

    /// <inheritdoc/>
    public override IReadOnlyList<DeviceBuffer> Writes => [Output.Mean, Output.Rstd, Output.Choice];

    /// <inheritdoc/>
    public override double FloatingPointOperations => 3.0 * X.Length;
}
