using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Kernels.Convolution;
using ILComicGAN.Kernels.Elementwise;

namespace ILComicGAN.Engine.Gpu.Products;

/// <summary>A convolution with one thread for each result.</summary>
internal readonly struct DirectConvolution(IlgpuDevice device, ConvolutionBuffers b, ConvolutionCase c) : IUnaryUser
{
    public void Use<TActivation>()
        where TActivation : struct, IUnaryFunction
    {
        (int planes, int pixels) = (c.Shape.Batch * c.Shape.OutChannels, c.Shape.OutHeight * c.Shape.OutWidth);
        ConvForward1DirectBody<TActivation> body = new(
            IlgpuDevice.View(b.X),
            IlgpuDevice.View(b.W),
            ConvolutionArguments.Prologue(b),
            ConvolutionArguments.Epilogue<TActivation>(b.Epilogue, b.Y),
            IlgpuDevice.View(b.Y),
            ConvolutionArguments.Sizes(c));
        if (b.Epilogue.Statistics is { } statistics)
        {
            device.Statistics(b.Y, new DirectMoments<TActivation>(body), pixels, IlgpuDevice.LongestSegment, pixels, statistics, c.Shape);
        }
        else
        {
            device.Planes(planes, pixels, body);
        }
    }
}
