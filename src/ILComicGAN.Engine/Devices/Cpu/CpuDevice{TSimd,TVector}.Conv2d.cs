using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices.Cpu.Convolution;
using ILComicGAN.Engine.Devices.Cpu.MatrixProduct;
using ILComicGAN.Engine.Devices.Cpu.Normalization;
using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Engine.Memory;

namespace ILComicGAN.Engine.Devices.Cpu;

internal sealed unsafe partial class CpuDevice<TSimd, TVector>
{
    private void Conv2d(Conv2d o)
    {
        Conv2dShape shape = o.Shape;
        PictureSource source = o.Input.View is { } view ? PictureSource.Of(view) : PictureSource.Padded(shape);
        if (o.Input.Prologue is { } prologue)
        {
            source = source.Normalized(Planes(prologue, shape.InChannels));
        }

        if (o.Epilogue.Statistics is not { } statistics)
        {
            Convolve(o, source, null);
            return;
        }

        using OutputMoments<TSimd, TVector> moments = new(Allocator, shape.Batch, shape.OutChannels);
        Convolve(o, source, moments);
        NormalizationShape sizes = new(shape.Batch, shape.OutChannels, shape.OutHeight * shape.OutWidth);
        WriteStatistics(Of(o.Y), moments, statistics, sizes);
    }

    private void Convolve(Conv2d o, PictureSource source, OutputMoments<TSimd, TVector>? moments)
    {
        Conv2dShape s = o.Shape;
        float slope = (float)o.Epilogue.Activation.Slope;
        float* input = Of(o.Input.X);
        float* weight = Of(o.Weight);
        float* output = Of(o.Y);
        float* offset = OrNull(o.Epilogue.Bias);
        if (s.GroupInChannels == 1 && s.GroupOutChannels == 1)
        {
            DepthwiseForward(input, source, weight, offset, output, s, slope, moments);
            return;
        }

        int kernel = s.KernelHeight * s.KernelWidth;
        long outPlane = (long)s.OutHeight * s.OutWidth;
        ConvolutionAlgorithm algorithm = ChooseAlgorithm(
            s, source.IsDoubled, o.Accuracy, s.OutChannels, s.InChannels, s.OutHeight, s.OutWidth);
        if (algorithm != ConvolutionAlgorithm.Direct)
        {
            WinogradLayer<TSimd, TVector> layer = new(
                input, source, offset, slope, output, s.Batch, s.InChannels, s.OutChannels, s.OutHeight, s.OutWidth, moments);
            WinogradConvolve(algorithm, layer, o.Weight, keep: o.KeepsWeights);
            return;
        }

        if (s.Groups == 1 && s.Stride == 1 && ConvolveSmallChannels(
            input,
            source,
            (o, i, r, c) => weight[((((((long)o * s.InChannels) + i) * s.KernelHeight) + r) * s.KernelWidth) + c],
            offset,
            slope,
            output,
            new SmallChannelsShape(s.Batch, s.OutChannels, s.InChannels, s.OutHeight, s.OutWidth, s.KernelHeight, s.KernelWidth),
            moments))
        {
            return;
        }

        // The padding is in the source.
        Tap[] taps = ForwardTaps(s with { Padding = 0 });
        int depth = s.GroupInChannels * kernel;
        for (int group = 0; group < s.Groups; group++)
        {
            int firstOut = group * s.GroupOutChannels;
            float* rows = weight + ((long)firstOut * depth);
            using PreparedWeights.Lease<PackedMatrix> prepared = o.Weight.Prepared.Get(
                (ConvolutionAlgorithm.Direct, group, s.GroupOutChannels, depth), () => Pack(s.GroupOutChannels, depth, rows, depth, 1), o.KeepsWeights);
            PackedMatrix packed = prepared.Value;
            for (int n = 0; n < s.Batch; n++)
            {
                long firstPlane = ((long)n * s.InChannels) + (group * s.GroupInChannels);
                float* picture = input + (firstPlane * source.Plane);
                float* target = output + ((((long)n * s.OutChannels) + firstOut) * outPlane);
                float* added = offset is null ? null : offset + firstOut;
                ProductMoments<TSimd, TVector> gathered = new(moments, n, firstOut);
                if (outPlane == source.Plane && taps.Length == 1)
                {
                    // A 1×1 convolution: the picture is the matrix.
                    PixelPanels<TSimd, TVector> pixels = new(picture, source, firstPlane);
                    Multiply(packed, pixels, (int)outPlane, target, outPlane, added, slope, gathered);
                    continue;
                }

                PatchPanels<TSimd, TVector> patches = new(picture, source, s.OutWidth, s.Stride, taps, firstPlane);
                Multiply(packed, patches, (int)outPlane, target, outPlane, added, slope, gathered);
            }
        }
    }

    private static Tap[] ForwardTaps(in Conv2dShape s)
    {
        Tap[] taps = new Tap[s.KernelHeight * s.KernelWidth];
        for (int i = 0; i < taps.Length; i++)
        {
            taps[i] = new Tap((i / s.KernelWidth) - s.Padding, (i % s.KernelWidth) - s.Padding);
        }

        return taps;
    }
}
