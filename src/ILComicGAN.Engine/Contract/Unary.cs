using ILComicGAN.Engine.Memory;

namespace ILComicGAN.Engine.Contract;

/// <summary>y[i] = f(x[i]; p₀, p₁). Memory-bound. y may be x.</summary>
/// <param name="Op">f.</param>
/// <param name="X">Operand.</param>
/// <param name="Y">Result.</param>
/// <param name="P0">p₀.</param>
/// <param name="P1">p₁.</param>
public sealed record Unary(UnaryOp Op, DeviceBuffer X, DeviceBuffer Y, double P0 = 0, double P1 = 0) : Operation
{
    /// <inheritdoc/>
    public override string Name => Op.ToString();

    /// <inheritdoc/>
    public override string Sizes => $"{Y.Length}";

    /// <inheritdoc/>
    public override IReadOnlyList<DeviceBuffer> Reads => [X];

    /// <inheritdoc/>
    public override IReadOnlyList<DeviceBuffer> Writes => [Y];
}
