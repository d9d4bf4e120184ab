using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Engine.Gpu.Choice;
using ILComicGAN.Engine.Memory;
using ILComicGAN.Kernels.Convolution;
using ILComicGAN.Kernels.Tiles;

namespace ILComicGAN.Engine.Gpu.Products;

/// <summary>A convolution to a few channels, such as a picture's three, with four pixels for each thread.</summary>
internal readonly struct FewRowsConvolution(IlgpuDevice device, ConvolutionBuffers b, ConvolutionCase c) : IUnaryUser
{
    private const int MostChannels = 4;

    /// <summary>Instructions for each multiply-add of four pixels and channels, beside a tile's one.</summary>
    private const double Overhead = 2.2;

    private readonly IlgpuDevice _device = device;
    private readonly ConvolutionBuffers _b = b;

    /// <summary>Which convolutions it computes; statistics of so few channels are nobody's.</summary>
    public static bool Fits(ConvolutionCase c) =>
        c is { HasStatistics: false, Shape: { OutChannels: <= MostChannels, Groups: 1, Stride: 1 } };

    /// <summary>All four channels are computed whether they are there or not.</summary>
    public static double Cost(CardTraits card, ConvolutionCase c) => CostModel.Direct(
        card, c.Shape.FloatingPointOperations / 2.0 * MostChannels / c.Shape.OutChannels * Overhead / CostModel.DirectOverhead, 0);

    public void Use<TActivation>()
        where TActivation : struct, IUnaryFunction
    {
        using PreparedWeights.Lease<PreparedBuffer> packed = Packed();
        Conv2dShape s = c.Shape;
        _device.Planes(s.Batch, s.OutHeight * ((s.OutWidth + 3) / 4), new ConvForward2FewBody<TActivation>(
            IlgpuDevice.View(_b.X),
            IlgpuDevice.View(packed.Value.Buffer).Cast<Float4>(),
            ConvolutionArguments.Prologue(_b),
            ConvolutionArguments.Epilogue<TActivation>(_b.Epilogue, _b.Y),
            IlgpuDevice.View(_b.Y),
            ConvolutionArguments.Sizes(c)));
    }

    private PreparedWeights.Lease<PreparedBuffer> Packed()
    {
        (IlgpuDevice device, DeviceBuffer w) = (_device, _b.W);
        (int channels, int terms) = (c.Shape.OutChannels, c.Shape.InChannels * c.Shape.KernelHeight * c.Shape.KernelWidth);
        return w.Prepared.Get("few rows", () =>
        {
            DeviceBuffer packed = device.Allocator.Rent(MostChannels * (long)terms);
            device.Elements(packed.Length, new PackFewBody(IlgpuDevice.View(w), IlgpuDevice.View(packed), channels, terms));
            return new PreparedBuffer(packed);
        }, _b.KeepsWeights);
    }
}
