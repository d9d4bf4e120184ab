using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Engine.Memory;
using ILComicGAN.Kernels.Convolution;
using ILComicGAN.Kernels.Elementwise;
using ILComicGAN.Kernels.Tiles;

namespace ILComicGAN.Engine.Gpu.Products;

/// <summary>The contract's parts of a convolution as kernels take them.</summary>
internal static class ConvolutionArguments
{
    /// <summary>How the input is seen; the picture itself where only a prologue is to be applied.</summary>
    public static ViewSizes View(in ConvolutionCase c)
    {
        Conv2dShape s = c.Shape;
        InputView view = c.View ?? new InputView(s.InHeight, s.InWidth, 1, 0, 0, 0, 0);
        return new ViewSizes
        {
            IsPresent = c.View is null ? 0 : 1,
            Height = view.UpsampledHeight,
            Width = view.UpsampledWidth,
            LastRow = view.UpsampledHeight - 1 + view.Bottom,
            LastColumn = view.UpsampledWidth - 1 + view.Right,
            ByUpsample = new FastDivisor(view.Upsample),
        };
    }

    /// <summary>The prologue; views that are not there are others, long enough.</summary>
    public static PrologueTerms Prologue(in ConvolutionBuffers b) => b.Prologue is { } p
        ? new PrologueTerms(
            IlgpuDevice.View(p.Mean),
            IlgpuDevice.View(p.Rstd),
            IlgpuDevice.View(p.Gamma ?? p.Mean),
            IlgpuDevice.View(p.Beta ?? p.Mean),
            1,
            p.Gamma is null ? 0 : 1,
            (float)p.Activation.Slope)
        : None(b.X);

    /// <summary>The epilogue of a convolution; its activation is the type.</summary>
    public static EpilogueTerms<TActivation> Epilogue<TActivation>(in Epilogue e, DeviceBuffer y)
        where TActivation : struct, IUnaryFunction => new(
            IlgpuDevice.View(e.Bias ?? y),
            e.Bias is null ? 0 : 1,
            IlgpuDevice.View(e.Residual ?? y),
            e.Residual is null ? 0 : 1,
            (float)(e.Activation.IsNone ? 1 : e.Activation.Parameter));

    /// <summary>Sizes of the direct kernels.</summary>
    public static ConvolutionSizes Sizes(in ConvolutionCase c)
    {
        Conv2dShape s = c.Shape;
        return new ConvolutionSizes
        {
            Batch = s.Batch,
            InChannels = s.InChannels,
            InHeight = c.Stored.Height,
            InWidth = c.Stored.Width,
            OutChannels = s.OutChannels,
            OutHeight = s.OutHeight,
            OutWidth = s.OutWidth,
            KernelHeight = s.KernelHeight,
            KernelWidth = s.KernelWidth,
            Stride = s.Stride,
            GroupInChannels = s.GroupInChannels,
            GroupOutChannels = s.GroupOutChannels,
            FirstRow = -c.Before.Top,
            FirstColumn = -c.Before.Left,
            View = View(c),
            ByOutWidth = new FastDivisor(s.OutWidth),
            ByOutChannels = new FastDivisor(s.OutChannels),
            ByGroupOutChannels = new FastDivisor(s.GroupOutChannels),
        };
    }

    private static PrologueTerms None(DeviceBuffer x) => new(
        IlgpuDevice.View(x), IlgpuDevice.View(x), IlgpuDevice.View(x), IlgpuDevice.View(x), 0, 0, 1);
}
