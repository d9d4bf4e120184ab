using ILComicGAN.Engine.Memory;

namespace ILComicGAN.Engine.Contract;

/// <summary>Planes resampled to another size, or the adjoint of that.</summary>
/// <param name="X">[planes, H, W]; transposed, the result's gradient.</param>
/// <param name="Y">[planes, H_out, W_out]; transposed, [planes, H, W].</param>
/// <param name="Shape">Sizes of the map that is not transposed.</param>
/// <param name="Transposed">Whether this is the adjoint.</param>
public sealed record Resize(DeviceBuffer X, DeviceBuffer Y, ResizeShape Shape, bool Transposed = false) : Operation
{
    /// <inheritdoc/>
    public override string Name => Transposed ? "ResizeGradient" : "Resize";

    /// <inheritdoc/>
    public override string Sizes => Shape.ToString();

    /// <inheritdoc/>
    public override IReadOnlyList<DeviceBuffer> Reads => [X];

    /// <inheritdoc/>
    public override IReadOnlyList<DeviceBuffer> Writes => [Y];
}
