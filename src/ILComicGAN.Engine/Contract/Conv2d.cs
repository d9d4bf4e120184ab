using ILComicGAN.Engine.Memory;

namespace ILComicGAN.Engine.Contract;

/// <summary>y = f(x ⋆ w + bias + residual), a two-dimensional cross-correlation. Compute-bound.</summary>
/// <param name="Input">x and how it is seen.</param>
/// <param name="Weight">w [C_out, C_in/groups, K_h, K_w].</param>
/// <param name="Y">[N, C_out, H_out, W_out].</param>
/// <param name="Shape">Sizes of what is seen; without padding where the input has a view.</param>
/// <param name="Epilogue">What is done with the sums.</param>
/// <param name="Accuracy">How large rounding errors may be.</param>
/// <param name="KeepsWeights">
/// Whether a device may keep what it has made of the weights: they will be used again before they change. Of no use in
/// training, where a form as large as four times the weights would serve once.
/// </param>
public sealed record Conv2d(
    ConvolutionInput Input,
    DeviceBuffer Weight,
    DeviceBuffer Y,
    Conv2dShape Shape,
    Epilogue Epilogue = default,
    ConvolutionAccuracy Accuracy = ConvolutionAccuracy.Standard,
    bool KeepsWeights = false) : Operation
{
    /// <inheritdoc/>
    public override string Sizes => Shape.ToString();

    /// <inheritdoc/>
    public override IReadOnlyList<DeviceBuffer> Reads => Present(
        Input.X,
        Weight,
        Input.Prologue?.Mean,
        Input.Prologue?.Rstd,
        Input.Prologue?.Gamma,
        Input.Prologue?.Beta,
        Epilogue.Bias,
        Epilogue.Residual);

    /// <inheritdoc/>
    public override IReadOnlyList<DeviceBuffer> Writes =>
        Epilogue.Statistics is { } s ? [Y, s.Mean, s.Rstd, s.Choice] : [Y];

    /// <inheritdoc/>
    public override double FloatingPointOperations => Shape.FloatingPointOperations;
}
