using ILComicGAN.Engine.Memory;

namespace ILComicGAN.Engine.Contract;

/// <summary>The adjoint of <see cref="Conv2d"/> in x: gx = ∂⟨gy, x ⋆ w⟩/∂x. Compute-bound.</summary>
/// <param name="Gy">[N, C_out, H_out, W_out].</param>
/// <param name="Weight">w.</param>
/// <param name="Gx">[N, C_in, H, W].</param>
/// <param name="Shape">Sizes of the convolution.</param>
/// <param name="Accuracy">How large rounding errors may be.</param>
public sealed record Conv2dInputGradient(
    DeviceBuffer Gy,
    DeviceBuffer Weight,
    DeviceBuffer Gx,
    Conv2dShape Shape,
    ConvolutionAccuracy Accuracy = ConvolutionAccuracy.Standard) : Operation
{
    /// <inheritdoc/>
    public override string Sizes => Shape.ToString();

    /// <inheritdoc/>
    public override IReadOnlyList<DeviceBuffer> Reads => [Gy, Weight];

    /// <inheritdoc/>
    public override IReadOnlyList<DeviceBuffer> Writes => [Gx];

    /// <inheritdoc/>
    public override double FloatingPointOperations => Shape.FloatingPointOperations;
}
