using ILComicGAN.Engine.Memory;

namespace ILComicGAN.Engine.Contract;

/// <summary>What a convolution reads: a stored picture, how it is seen, and a normalization still to be applied to it.</summary>
/// <param name="X">[N, C_in, H, W] as stored.</param>
/// <param name="View">Enlargement and reflected border; null for x itself, with the zeros of the convolution's shape.</param>
/// <param name="Prologue">Applied to x where it is read; or null.</param>
public readonly record struct ConvolutionInput(DeviceBuffer X, InputView? View = null, NormalizationPrologue? Prologue = null);
