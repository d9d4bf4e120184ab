using ILComicGAN.Engine.Memory;

namespace ILComicGAN.Engine.Contract;

/// <summary>
/// The largest value of each window (the first one on a tie) and its index within the plane (row·W + column), stored as
/// a float: exact below 2²⁴ pixels a plane.
/// </summary>
/// <param name="X">[planes, H, W].</param>
/// <param name="Y">[planes, H_out, W_out].</param>
/// <param name="Indices">[planes, H_out, W_out].</param>
/// <param name="Shape">Sizes.</param>
public sealed record MaxPool(DeviceBuffer X, DeviceBuffer Y, DeviceBuffer Indices, PoolShape Shape) : Operation
{
    /// <inheritdoc/>
    public override string Sizes => Shape.ToString();

    /// <inheritdoc/>
    public override IReadOnlyList<DeviceBuffer> Reads => [X];

    /// <inheritdoc/>
    public override IReadOnlyList<DeviceBuffer> Writes => [Y, Indices];
}
