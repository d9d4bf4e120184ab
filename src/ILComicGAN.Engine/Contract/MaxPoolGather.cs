using ILComicGAN.Engine.Memory;

namespace ILComicGAN.Engine.Contract;

/// <summary>
/// Picks what <see cref="MaxPool"/> picked, from another input: y[p, i] = x[p, indices[p, i]]. Transposed, it adds x back
/// to where it came from: y[p, indices[p, i]] += x[p, i], zero elsewhere.
/// </summary>
/// <param name="X">[planes, H, W]; transposed, [planes, H_out, W_out].</param>
/// <param name="Indices">[planes, H_out, W_out], each within its own window.</param>
/// <param name="Y">[planes, H_out, W_out]; transposed, [planes, H, W].</param>
/// <param name="Shape">Sizes of the pooling.</param>
/// <param name="Transposed">Whether this is the adjoint.</param>
public sealed record MaxPoolGather(
    DeviceBuffer X, DeviceBuffer Indices, DeviceBuffer Y, PoolShape Shape, bool Transposed) : Operation
{
    /// <inheritdoc/>
    public override string Name => Transposed ? "MaxPoolScatter" : "MaxPoolGather";

    /// <inheritdoc/>
    public override string Sizes => Shape.ToString();

    /// <inheritdoc/>
    public override IReadOnlyList<DeviceBuffer> Reads => [X, Indices];

    /// <inheritdoc/>
    public override IReadOnlyList<DeviceBuffer> Writes => [Y];
}
