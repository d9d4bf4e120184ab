using ILComicGAN.Engine.Memory;
using ILComicGAN.Kernels;

namespace ILComicGAN.Engine.Devices.Ilgpu;

internal sealed partial class IlgpuDevice
{
    public override void Conv2d(
        DeviceBuffer x, DeviceBuffer w, DeviceBuffer? bias, DeviceBuffer y, in Conv2dShape shape, double slope = 1) =>
        Convolve("conv-forward", ConvolutionVariants.Forward, new(x, w, y, bias, (float)slope), shape);

    public override void Conv2dInputGradient(DeviceBuffer gy, DeviceBuffer w, DeviceBuffer gx, in Conv2dShape shape) =>
        Convolve("conv-input-gradient", ConvolutionVariants.InputGradient, new(gx, w, gy), shape);

    public override void Conv2dWeightGradient(DeviceBuffer x, DeviceBuffer gy, DeviceBuffer gw, in Conv2dShape shape) =>
        Convolve("conv-weight-gradient", ConvolutionVariants.WeightGradient, new(x, gw, gy), shape);

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
