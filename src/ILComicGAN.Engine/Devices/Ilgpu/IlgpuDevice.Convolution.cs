using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Memory;
using ILComicGAN.Kernels;

namespace ILComicGAN.Engine.Devices.Ilgpu;

internal sealed partial class IlgpuDevice
{
    private void Conv2d(Conv2d o) => Convolve(
        "conv-forward",
        ConvolutionVariants.Forward,
        new(o.Input.X, o.Weight, o.Y, o.Epilogue.Bias, (float)o.Epilogue.Activation.Slope),
        o.Shape);

    private void Conv2dInputGradient(Conv2dInputGradient o) =>
        Convolve("conv-input-gradient", ConvolutionVariants.InputGradient, new(o.Gx, o.Weight, o.Gy), o.Shape);

    private void Conv2dWeightGradient(Conv2dWeightGradient o) =>
        Convolve("conv-weight-gradient", ConvolutionVariants.WeightGradient, new(o.Input.X, o.Gw, o.Gy), o.Shape);

    private void Convolve(
        string operation, IReadOnlyList<KernelVariant<Conv2dShape, ConvolutionBuffers>> variants, ConvolutionBuffers buffers, Conv2dShape shape) =>
        Chooser.Choose(operation, variants, buffers, shape).Run(this, buffers, shape);

    internal static ConvolutionSizes Sizes(in Conv2dShape s) => new()
    {
        Batch = s.Batch,
        InChannels = s.InChannels,
        InHeight = s.InHeight,
        InWidth = s.InWidth,
        OutChannels = s.OutChannels,
        OutHeight = s.OutHeight,
        OutWidth = s.OutWidth,
        KernelHeight = s.KernelHeight,
        KernelWidth = s.KernelWidth,
        Stride = s.Stride,
        Padding = s.Padding,
        GroupInChannels = s.GroupInChannels,
        GroupOutChannels = s.GroupOutChannels,
    };
}
