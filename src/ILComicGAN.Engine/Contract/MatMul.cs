using ILComicGAN.Engine.Memory;

namespace ILComicGAN.Engine.Contract;

/// <summary>C = op(A)·op(B) for each of a batch. Compute-bound.</summary>
/// <param name="A">First factor.</param>
/// <param name="B">Second factor.</param>
/// <param name="C">Product.</param>
/// <param name="Shape">Sizes.</param>
public sealed record MatMul(DeviceBuffer A, DeviceBuffer B, DeviceBuffer C, MatMulShape Shape) : Operation
{
    /// <inheritdoc/>
    public override string Sizes => Shape.ToString();

    /// <inheritdoc/>
    public override IReadOnlyList<DeviceBuffer> Reads => [A, B];

    /// <inheritdoc/>
    public override IReadOnlyList<DeviceBuffer> Writes => [C];

    /// <inheritdoc/>
    public override double FloatingPointOperations => 2.0 * Shape.Batch * Shape.M * Shape.N * Shape.K;
}
