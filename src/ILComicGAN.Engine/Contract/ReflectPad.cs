using ILComicGAN.Engine.Memory;

namespace ILComicGAN.Engine.Contract;

/// <summary>Planes padded by reflection, or the adjoint of that: reflected gradients add up at their source.</summary>
/// <param name="X">[planes, H, W]; transposed, the result's gradient.</param>
/// <param name="Y">[planes, H_out, W_out]; transposed, [planes, H, W].</param>
/// <param name="Shape">Sizes of the map that is not transposed.</param>
/// <param name="Transposed">Whether this is the adjoint.</param>
public sealed record ReflectPad(DeviceBuffer X, DeviceBuffer Y, ReflectPadShape Shape, bool Transposed = false) : Operation
{
    /// <inheritdoc/>
    public override string Name => Transposed ? "ReflectPadGradient" : "ReflectPad";

    /// <inheritdoc/>
    public override string Sizes => Shape.ToString();

    /// <inheritdoc/>
    public override IReadOnlyList<DeviceBuffer> Reads => [X];

    /// <inheritdoc/>
    public override IReadOnlyList<DeviceBuffer> Writes => [Y];
}
