using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Memory;

namespace ILComicGAN.Engine.Devices.Ilgpu;

/// <summary>A convolution's three tensors, one of which is written, and what its prologue and epilogue use.</summary>
internal readonly record struct ConvolutionBuffers(
    DeviceBuffer X, DeviceBuffer W, DeviceBuffer Y, NormalizationPrologue? Prologue = null, Epilogue Epilogue = default, bool KeepsWeights = false);
