using ILComicGAN.Engine.Devices.Cpu.Convolution;
using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Kernels.Elementwise;

namespace ILComicGAN.Engine.Gpu.Products;

/// <summary>A convolution by Winograd's transforms.</summary>
internal readonly struct WinogradConvolution(IlgpuDevice device, ConvolutionBuffers b, ConvolutionCase c) : IUnaryUser
{
    public void Use<TActivation>()
        where TActivation : struct, IUnaryFunction => WinogradProduct.Forward<TActivation>(device, b, c);
}
