using ILComicGAN.Engine.Memory;

namespace ILComicGAN.Engine.Contract;

/// <summary>The adjoint of <see cref="Conv2d"/> in w: gw = ∂⟨gy, x ⋆ w⟩/∂w, x seen as there. Compute-bound.</summary>
/// <param name="Input">x and how it is seen.</param>
/// <param name="Gy">[N, C_out, H_out, W_out].</param>
/// <param name="Gw">[C_out, C_in/groups, K_h, K_w].</param>
/// <param name="Shape">Sizes of the convolution.</param>
public sealed record Conv2dWeightGradient(ConvolutionInput Input, DeviceBuffer Gy, DeviceBuffer Gw, Conv2dShape Shape) : Operation
{
    /// <inheritdoc/>
    public override string Sizes => Shape.ToString();

    /// <inheritdoc/>
    public override IReadOnlyList<DeviceBuffer> Reads => Present(
        Input.X, Gy, Input.Prologue?.Mean, Input.Prologue?.Rstd, Input.Prologue?.Gamma, Input.Prologue?.Beta);

    /// <inheritdoc/>
    public override IReadOnlyList<DeviceBuffer> Writes => [Gw];

    /// <inheritdoc/>
    public override double FloatingPointOperations => Shape.FloatingPointOperations;
}
