using ILComicGAN.Engine.Devices.Cpu.Convolution;
using ILComicGAN.Kernels.Elementwise;

namespace ILComicGAN.Engine.Gpu.Products;

/// <summary>A convolution by Winograd's transforms.</summary>
internal readonly struct WinogradConvolution(IlgpuDevice device, ConvolutionBuffers b, ConvolutionCase c) : IActivationUser
{
    public void Run<TActivation>()
        where TActivation : struct, IUnaryOp => WinogradProduct.Forward<TActivation>(device, b, c);
}
