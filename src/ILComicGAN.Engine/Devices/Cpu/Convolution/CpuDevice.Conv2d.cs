using ILComicGAN.Engine.Memory;

namespace ILComicGAN.Engine.Devices.Cpu;

internal sealed unsafe partial class CpuDevice<TSimd, TVector>
{
    public override void Conv2d(
        DeviceBuffer x, DeviceBuffer w, DeviceBuffer? bias, DeviceBuffer y, in Conv2dShape shape, double slope = 1) =>
        Convolve(x, PictureSource.Padded(shape), w, bias, y, shape, slope);

    public override void Conv2d(
        DeviceBuffer x,
        DeviceBuffer w,
        DeviceBuffer? bias,
        DeviceBuffer y,
        in PictureEdge edge,
        in Conv2dShape shape,
        double slope = 1) =>
        Convolve(x, PictureSource.Of(edge), w, bias, y, shape, slope);

    private void Convolve(
        DeviceBuffer x,
        PictureSource source,
        DeviceBuffer w,
        DeviceBuffer? bias,
        DeviceBuffer y,
        Conv2dShape s,
        double slope,
        bool wide = false,
        OutputMoments<TSimd, TVector>? moments = null)
    {
        float* input = Of(x);
        float* weight = Of(w);
        float* output = Of(y);
        float* offset = OrNull(bias);
        if (s.GroupInChannels == 1 && s.GroupOutChannels == 1)
        {
            DepthwiseForward(input, source, weight, offset, output, s, (float)slope, moments);
            return;
        }

        int kernel = s.KernelHeight * s.KernelWidth;
        long outPlane = (long)s.OutHeight * s.OutWidth;
        ConvolutionWay way = Cheapest(s, source.IsDoubled, wide, s.OutChannels, s.InChannels, s.OutHeight, s.OutWidth);
        if (way != ConvolutionWay.Direct)
        {
            WinogradLayer<TSimd, TVector> layer = new(
                input, source, offset, (float)slope, output, s.Batch, s.InChannels, s.OutChannels, s.OutHeight, s.OutWidth, moments);
            if (way == ConvolutionWay.Winograd)
            {
                WinogradConvolve(layer, weight, (long)s.InChannels * 9, 9, reversed: false);
            }
            else
            {
                WideConvolve(way, layer, (CpuBuffer)w);
            }

            return;
        }

        if (s.Groups == 1 && s.Stride == 1 && ConvolveFew(
            input,
            source,
            (o, i, r, c) => weight[((((((long)o * s.InChannels) + i) * s.KernelHeight) + r) * s.KernelWidth) + c],
            offset,
            (float)slope,
            output,
            new FewChannelsShape(s.Batch, s.OutChannels, s.InChannels, s.OutHeight, s.OutWidth, s.KernelHeight, s.KernelWidth),
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
            using PackedMatrix packed = Pack(s.GroupOutChannels, depth, rows, depth, 1);
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
                    Multiply(packed, pixels, (int)outPlane, target, outPlane, added, (float)slope, gathered);
                    continue;
                }

                PatchPanels<TSimd, TVector> patches = new(picture, source, s.OutWidth, s.Stride, taps, firstPlane);
                Multiply(packed, patches, (int)outPlane, target, outPlane, added, (float)slope, gathered);
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
