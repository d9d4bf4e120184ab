using ILComicGAN.Engine.Memory;

namespace ILComicGAN.Engine.Contract;

/// <summary>
/// One mean and one scale that normalize as a blend of instance and layer normalization does: (x − mean)·scale =
/// ρ_c·x̂_I + (1 − ρ_c)·x̂_L. The layer's statistics follow from those of its instances: μ_L = mean_c μ_c and
/// σ_L² + ε = mean_c (σ_c² + ε) + var_c μ_c.
/// </summary>
/// <param name="Mean">μ_c of each instance [N, C].</param>
/// <param name="Rstd">1/√(σ_c² + ε) [N, C].</param>
/// <param name="Share">ρ [C].</param>
/// <param name="BlendedMean">[N, C].</param>
/// <param name="Scale">[N, C].</param>
/// <param name="Batch">N.</param>
/// <param name="Channels">C.</param>
public sealed record BlendStatistics(
    DeviceBuffer Mean, DeviceBuffer Rstd, DeviceBuffer Share, DeviceBuffer BlendedMean, DeviceBuffer Scale, int Batch, int Channels)
    : Operation
{
    /// <inheritdoc/>
    public override string Sizes => $"{Batch}×{Channels}";

    /// <inheritdoc/>
    public override IReadOnlyList<DeviceBuffer> Reads => [Mean, Rstd, Share];

    /// <inheritdoc/>
    public override IReadOnlyList<DeviceBuffer> Writes => [BlendedMean, Scale];

    /// <inheritdoc/>
    public override double FloatingPointOperations => 15.0 * Mean.Length;
}
