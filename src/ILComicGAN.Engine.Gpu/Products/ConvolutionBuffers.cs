using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Memory;

namespace ILComicGAN.Engine.Gpu.Products;

/// <summary>A convolution's three tensors, one of which is written, what its prologue and epilogue use, and whether the weights' other forms may be kept.</summary>
internal readonly record struct ConvolutionBuffers(
    DeviceBuffer X, DeviceBuffer W, DeviceBuffer Y, NormalizationPrologue? Prologue = null, Epilogue Epilogue = default, bool KeepsWeights = false);
