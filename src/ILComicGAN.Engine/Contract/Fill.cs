using ILComicGAN.Engine.Memory;

namespace ILComicGAN.Engine.Contract;

/// <summary>y[i] = value for the whole length.</summary>
/// <param name="Y">Result.</param>
/// <param name="Value">Of each element.</param>
public sealed record Fill(DeviceBuffer Y, double Value) : Operation
{
    /// <inheritdoc/>
    public override string Sizes => $"{Y.Length}";

    /// <inheritdoc/>
    public override IReadOnlyList<DeviceBuffer> Reads => [];

    /// <inheritdoc/>
    public override IReadOnlyList<DeviceBuffer> Writes => [Y];
}
