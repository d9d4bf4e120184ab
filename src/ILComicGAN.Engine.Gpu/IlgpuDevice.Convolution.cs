using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Gpu.Choice;
using ILComicGAN.Engine.Gpu.Products;
using ILComicGAN.Engine.Memory;

namespace ILComicGAN.Engine.Gpu;

internal sealed partial class IlgpuDevice
{
    private void Conv2d(Conv2d o) => Convolve(
        "conv-forward",
        ConvolutionVariants.Forward,
        new(o.Input.X, o.Weight, o.Y, o.Input.Prologue, o.Epilogue, o.KeepsWeights),
        new(
            o.Shape,
            o.Input.View,
            o.Accuracy == ConvolutionAccuracy.Exact,
            o.Input.Prologue is not null,
            o.Epilogue.Statistics is not null));

    private void Conv2dInputGradient(Conv2dInputGradient o) => Convolve(
        "conv-input-gradient",
        ConvolutionVariants.InputGradient,
        new(o.Gx, o.Weight, o.Gy),
        new(o.Shape, IsExact: o.Accuracy == ConvolutionAccuracy.Exact));

    private void Conv2dWeightGradient(Conv2dWeightGradient o) =>
        Convolve("conv-weight-gradient", ConvolutionVariants.WeightGradient, new(o.Input.X, o.Gw, o.Gy), new(o.Shape, o.Input.View));

    private void Convolve(
        string operation, IReadOnlyList<KernelVariant<ConvolutionCase, ConvolutionBuffers>> variants, ConvolutionBuffers buffers, ConvolutionCase c) =>
        Chooser.Choose(operation, variants, buffers, c).Run(this, buffers, c);

    /// <summary>A kernel's optional argument; what it is instead is never read.</summary>
    private static ILGPU.ArrayView<float> ViewOr(Memory.DeviceBuffer? buffer, Memory.DeviceBuffer instead) => View(buffer ?? instead);
}
