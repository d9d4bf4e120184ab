using ILComicGAN.Engine.Memory;

namespace ILComicGAN.Engine.Contract;

/// <summary>y[outer, inner] = Σ_count x[outer, count, inner], in an order that depends on the sizes only. Memory-bound.</summary>
/// <param name="X">Summands.</param>
/// <param name="Y">Sums.</param>
/// <param name="Outer">Size before the summed dimension.</param>
/// <param name="Count">The summed dimension.</param>
/// <param name="Inner">Size behind it.</param>
public sealed record Sum(DeviceBuffer X, DeviceBuffer Y, long Outer, long Count, long Inner) : Operation
{
    /// <inheritdoc/>
    public override string Sizes => $"{Outer}×{Count}×{Inner}";

    /// <inheritdoc/>
    public override IReadOnlyList<DeviceBuffer> Reads => [X];

    /// <inheritdoc/>
    public override IReadOnlyList<DeviceBuffer> Writes => [Y];

    /// <inheritdoc/>
    public override double FloatingPointOperations => X.Length;
}
