using ILComicGAN.Engine.Memory;

namespace ILComicGAN.Engine.Devices.Cpu;

internal sealed unsafe partial class CpuDevice<TSimd, TVector>
{
    /// <summary>
    /// The input positions with equal remainders modulo the stride see the same elements of the kernel, and for them
    /// the gradient is a stride-1 convolution of gy: stride² of those (one, for stride 1), without work on zeros.
    /// </summary>
    public override void Conv2dInputGradient(DeviceBuffer gy, DeviceBuffer w, DeviceBuffer gx, in Conv2dShape shape)
    {
        Conv2dShape s = shape;
        float* gradient = Of(gy);
        float* weight = Of(w);
        float* result = Of(gx);
        if (s.GroupInChannels == 1 && s.GroupOutChannels == 1)
        {
            DepthwiseInputGradient(gradient, weight, result, s);
            return;
        }

        if (s.Groups == 1 && PaysWinograd(
            s.KernelHeight, s.KernelWidth, s.Stride, s.InChannels, s.OutChannels, s.Batch, s.InHeight, s.InWidth))
        {
            WinogradConvolve(
                gradient, PictureSource.Adjoint(s), weight, 9, (long)s.InChannels * 9, reversed: true, null, 1, result,
                s.Batch, s.OutChannels, s.InChannels, s.InHeight, s.InWidth);
            return;
        }

        if (s.Groups == 1 && s.Stride == 1 && s.InChannels <= FewOutputs)
        {
            ConvolveToFew(
                gradient,
                PictureSource.Adjoint(s),
                (i, o, r, c) => weight[
                    ((((((long)o * s.InChannels) + i) * s.KernelHeight) + s.KernelHeight - 1 - r) * s.KernelWidth) + s.KernelWidth - 1 - c],
                null,
                1,
                result,
                new FewOutputsShape(s.Batch, s.InChannels, s.OutChannels, s.InHeight, s.InWidth, s.KernelHeight, s.KernelWidth));
            return;
        }

        for (int phase = 0; phase < s.Stride * s.Stride; phase++)
        {
            (int firstY, int firstX) = Math.DivRem(phase, s.Stride);
            int height = (s.InHeight - firstY + s.Stride - 1) / s.Stride;
            int width = (s.InWidth - firstX + s.Stride - 1) / s.Stride;
            if (height > 0 && width > 0)
            {
                InputGradientPhase(gradient, weight, result, s, firstY, firstX, height, width);
            }
        }
    }

    private void InputGradientPhase(
        float* gradient, float* weight, float* result, Conv2dShape s, int firstY, int firstX, int height, int width)
    {
        // Input row firstY + stride·t got kernel row ky from output row t + (firstY + padding − ky)/stride.
        List<Tap> taps = [];
        List<int> elements = [];
        for (int ky = 0; ky < s.KernelHeight; ky++)
        {
            for (int kx = 0; kx < s.KernelWidth; kx++)
            {
                (int dy, int dx) = (firstY + s.Padding - ky, firstX + s.Padding - kx);
                if (dy % s.Stride == 0 && dx % s.Stride == 0)
                {
                    taps.Add(new Tap(dy / s.Stride, dx / s.Stride));
                    elements.Add((ky * s.KernelWidth) + kx);
                }
            }
        }

        long inPlane = (long)s.InHeight * s.InWidth;
        long outPlane = (long)s.OutHeight * s.OutWidth;
        int kernel = s.KernelHeight * s.KernelWidth;
        int count = height * width;
        bool direct = s.Stride == 1;
        using CpuScratchBuffer phase = new(Allocator, direct || taps.Count == 0 ? 0 : (long)s.GroupInChannels * count);
        // Rows and columns are counted from the first one that any element of the kernel reaches.
        int top = taps.Count == 0 ? 0 : taps.Min(tap => tap.Row);
        int left = taps.Count == 0 ? 0 : taps.Min(tap => tap.Column);
        int bottom = taps.Count == 0 ? 0 : taps.Max(tap => tap.Row);
        int right = taps.Count == 0 ? 0 : taps.Max(tap => tap.Column);
        PictureSource seen = new(s.OutHeight, s.OutWidth, top, height + bottom - top, left, width + right - left);
        Tap[] tapArray = [.. taps.Select(tap => new Tap(tap.Row - top, tap.Column - left))];
        int[] elementOf = [.. elements];
        for (int group = 0; group < s.Groups; group++)
        {
            int firstIn = group * s.GroupInChannels;
            int firstOut = group * s.GroupOutChannels;
            using PackedMatrix? packed = tapArray.Length == 0 ? null : Pack(
                s.GroupInChannels,
                s.GroupOutChannels * tapArray.Length,
                (row, k) =>
                {
                    (int outChannel, int tap) = Math.DivRem(k, tapArray.Length);
                    return weight[((((long)(firstOut + outChannel) * s.GroupInChannels) + row) * kernel) + elementOf[tap]];
                });
            for (int n = 0; n < s.Batch; n++)
            {
                float* target = result + ((((long)n * s.InChannels) + firstIn) * inPlane);
                if (packed is not null)
                {
                    float* source = gradient + ((((long)n * s.OutChannels) + firstOut) * outPlane);
                    PatchPanels<TSimd, TVector> patches = new(source, seen, width, 1, tapArray);
                    Multiply(packed, patches, count, direct ? target : phase.Values, direct ? inPlane : count);
                }

                if (!direct)
                {
                    Interleave(packed is null ? null : phase.Values, target, s, firstY, firstX, height, width);
                }
            }
        }
    }

    /// <summary>Writes one phase to every stride-th row and column; zeros where no output reached it.</summary>
    private void Interleave(
        float* phase, float* target, Conv2dShape s, int firstY, int firstX, int height, int width)
    {
        ForRange((long)s.GroupInChannels * height, Math.Max(1, Grain / width), (from, to) =>
        {
            for (long line = from; line < to; line++)
            {
                (long channel, long t) = Math.DivRem(line, height);
                float* row = target + (((channel * s.InHeight) + firstY + (t * s.Stride)) * s.InWidth) + firstX;
                for (int i = 0; i < width; i++)
                {
                    row[(long)i * s.Stride] = phase is null ? 0 : phase[(line * width) + i];
                }
            }
        });
    }
}
