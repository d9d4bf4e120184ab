using ILComicGAN.Engine.Memory;

namespace ILComicGAN.Engine.Contract;

/// <summary>A strided copy; elements of y outside the walk keep their values. Memory-bound.</summary>
/// <param name="X">Source.</param>
/// <param name="Y">Target.</param>
/// <param name="Plan">Which elements go where.</param>
public sealed record Copy(DeviceBuffer X, DeviceBuffer Y, CopyPlan Plan) : Operation
{
    /// <inheritdoc/>
    public override string Sizes => string.Join('×', Plan.Dimensions);

    /// <inheritdoc/>
    public override IReadOnlyList<DeviceBuffer> Reads => [X];

    /// <inheritdoc/>
    public override IReadOnlyList<DeviceBuffer> Writes => [Y];
}
