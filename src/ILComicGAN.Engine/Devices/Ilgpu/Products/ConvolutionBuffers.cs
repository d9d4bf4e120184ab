using ILComicGAN.Engine.Memory;

namespace ILComicGAN.Engine.Devices.Ilgpu;

/// <summary>A convolution's three tensors, one of which is written, and what its epilogue reads.</summary>
internal readonly record struct ConvolutionBuffers(DeviceBuffer X, DeviceBuffer W, DeviceBuffer Y, DeviceBuffer? Bias = null, float Slope = 1);
