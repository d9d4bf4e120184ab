using ILComicGAN.Engine.Memory;

namespace ILComicGAN.Engine.Contract;

/// <summary>
/// One Adam update in place: m ← β₁m + (1−β₁)g, v ← β₂v + (1−β₂)g², w ← w − η·m̂/(√v̂ + ε) with bias-corrected m̂ and v̂.
/// </summary>
/// <param name="Weight">w, updated.</param>
/// <param name="Gradient">g.</param>
/// <param name="First">m, updated.</param>
/// <param name="Second">v, updated.</param>
/// <param name="Step">The numbers.</param>
public sealed record Adam(
    DeviceBuffer Weight, DeviceBuffer Gradient, DeviceBuffer First, DeviceBuffer Second, AdamStep Step) : Operation
{
    /// <inheritdoc/>
    public override string Sizes => $"{Weight.Length}";

    /// <inheritdoc/>
    public override IReadOnlyList<DeviceBuffer> Reads => [Weight, Gradient, First, Second];

    /// <inheritdoc/>
    public override IReadOnlyList<DeviceBuffer> Writes => [Weight, First, Second];

    /// <inheritdoc/>
    public override double FloatingPointOperations => 12.0 * Weight.Length;
}
