using ILComicGAN.Engine.Memory;

namespace ILComicGAN.Engine.Contract;

/// <summary>The mean of each window, or the adjoint of that.</summary>
/// <param name="X">[planes, H, W]; transposed, the result's gradient.</param>
/// <param name="Y">[planes, H_out, W_out]; transposed, [planes, H, W].</param>
/// <param name="Shape">Sizes of the map that is not transposed.</param>
/// <param name="Transposed">Whether this is the adjoint.</param>
public sealed record AveragePool(DeviceBuffer X, DeviceBuffer Y, PoolShape Shape, bool Transposed = false) : Operation
{
    /// <inheritdoc/>
    public override string Name => Transposed ? "AveragePoolGradient" : "AveragePool";

    /// <inheritdoc/>
    public override string Sizes => Shape.ToString();

    /// <inheritdoc/>
    public override IReadOnlyList<DeviceBuffer> Reads => [X];

    /// <inheritdoc/>
    public override IReadOnlyList<DeviceBuffer> Writes => [Y];
}
