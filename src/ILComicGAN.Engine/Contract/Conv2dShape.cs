namespace ILComicGAN.Engine.Contract;

/// <summary>
/// The sizes of a two-dimensional cross-correlation with zero padding:
/// input [N, C_in, H, W], weight [C_out, C_in/groups, K_h, K_w], output [N, C_out, H_out, W_out].
/// </summary>
/// <param name="Batch">N.</param>
/// <param name="InChannels">C_in, a multiple of <paramref name="Groups"/>.</param>
/// <param name="InHeight">H.</param>
/// <param name="InWidth">W.</param>
/// <param name="OutChannels">C_out, a multiple of <paramref name="Groups"/>.</param>
/// <param name="KernelHeight">K_h.</param>
/// <param name="KernelWidth">K_w.</param>
/// <param name="Stride">Step in both directions, at least 1.</param>
/// <param name="Padding">Zeros on each of the four sides.</param>
/// <param name="Groups">Independent groups of channels; equal to the channels for a depthwise convolution.</param>
public readonly record struct Conv2dShape(
    int Batch,
    int InChannels,
    int InHeight,
    int InWidth,
    int OutChannels,
    int KernelHeight,
    int KernelWidth,
    int Stride,
    int Padding,
    int Groups)
{
    /// <summary>H_out = ⌊(H + 2·padding − K_h)/stride⌋ + 1.</summary>
    public int OutHeight => ((InHeight + (2 * Padding) - KernelHeight) / Stride) + 1;

    /// <summary>W_out = ⌊(W + 2·padding − K_w)/stride⌋ + 1.</summary>
    public int OutWidth => ((InWidth + (2 * Padding) - KernelWidth) / Stride) + 1;

    /// <summary>Input channels of one group.</summary>
    public int GroupInChannels => InChannels / Groups;

    /// <summary>Output channels of one group.</summary>
    public int GroupOutChannels => OutChannels / Groups;

    /// <summary>Multiplications and additions of one evaluation, forward or either gradient.</summary>
    public long FloatingPointOperations =>
        2L * Batch * OutChannels * OutHeight * OutWidth * GroupInChannels * KernelHeight * KernelWidth;
}
