using ILComicGAN.Engine.Memory;

namespace ILComicGAN.Engine.Contract;

/// <summary>y = f(a, b; parameter) with the walk of a broadcast. Memory-bound.</summary>
/// <param name="Op">f.</param>
/// <param name="A">First operand.</param>
/// <param name="B">Second operand.</param>
/// <param name="Y">Result.</param>
/// <param name="Plan">How the operands are walked.</param>
/// <param name="Parameter">Of f, where it has one.</param>
public sealed record Binary(
    BinaryOp Op, DeviceBuffer A, DeviceBuffer B, DeviceBuffer Y, BroadcastPlan Plan, double Parameter = 0) : Operation
{
    /// <inheritdoc/>
    public override string Name => Op.ToString();

    /// <inheritdoc/>
    public override string Sizes => string.Join('×', Plan.Dimensions);

    /// <inheritdoc/>
    public override IReadOnlyList<DeviceBuffer> Reads => [A, B];

    /// <inheritdoc/>
    public override IReadOnlyList<DeviceBuffer> Writes => [Y];
}
