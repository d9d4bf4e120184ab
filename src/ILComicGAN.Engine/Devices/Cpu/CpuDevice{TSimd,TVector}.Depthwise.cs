using System.Runtime.CompilerServices;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices.Cpu.Convolution;
using ILComicGAN.Engine.Devices.Cpu.MatrixProduct;
using ILComicGAN.Engine.Devices.Cpu.Normalization;
using ILComicGAN.Engine.Devices.Cpu.Simd;
using ILComicGAN.Engine.Elementwise;

namespace ILComicGAN.Engine.Devices.Cpu;

internal sealed unsafe partial class CpuDevice<TSimd, TVector>
{
    /// <summary>Rows whose products are added up in floats before they go into a double.</summary>
    private const int DotRun = 16;

    private void DepthwiseForward(
        float* x,
        PictureSource source,
        float* w,
        float* bias,
        float* y,
        Conv2dShape s,
        float slope,
        OutputMoments<TSimd, TVector>? moments = null)
    {
        moments?.Begin(1);
        Pool.Run(s.Batch * s.InChannels, plane =>
        {
            int channel = plane % s.InChannels;
            int outPlane = s.OutHeight * s.OutWidth;
            float* target = y + ((long)plane * outPlane);
            DepthwisePlane(
                x + (plane * source.Plane),
                source,
                plane,
                w + ((long)channel * s.KernelHeight * s.KernelWidth),
                s,
                bias is null ? 0 : bias[channel],
                slope,
                target);
            moments?.Gather(plane / s.InChannels, channel, 0, target, 0, 1, outPlane);
        });
    }

    private void DepthwiseInputGradient(float* gy, float* w, float* gx, Conv2dShape s)
    {
        int kernel = s.KernelHeight * s.KernelWidth;
        if (s.Stride == 1)
        {
            // The adjoint of a shift is the opposite shift: a convolution with the kernel turned by 180°.
            Conv2dShape turned = s with { InHeight = s.InHeight + s.KernelHeight - 1, InWidth = s.InWidth + s.KernelWidth - 1, Padding = 0 };
            using CpuScratchBuffer reversed = new(Allocator, (long)s.InChannels * kernel);
            for (long i = 0; i < (long)s.InChannels * kernel; i++)
            {
                reversed.Values[i] = w[(i / kernel * kernel) + kernel - 1 - (i % kernel)];
            }

            DepthwiseForward(gy, PictureSource.Adjoint(s), reversed.Values, null, gx, turned, 1);
            return;
        }

        Tap[] taps = ForwardTaps(s);
        Pool.Run(s.Batch * s.InChannels, plane =>
        {
            float* gradient = gy + ((long)plane * s.OutHeight * s.OutWidth);
            float* result = gx + ((long)plane * s.InHeight * s.InWidth);
            float* weights = w + ((long)(plane % s.InChannels) * kernel);
            new Span<float>(result, s.InHeight * s.InWidth).Clear();
            ForEachStrided(taps, s, (tap, i, o) => result[i] += weights[tap] * gradient[o]);
        });
    }

    private void DepthwiseWeightGradient(float* x, PictureSource source, float* gy, float* gw, Conv2dShape s)
    {
        int taps = s.KernelHeight * s.KernelWidth;
        Pool.Run(s.InChannels, channel =>
        {
            double* sums = stackalloc double[taps];
            new Span<double>(sums, taps).Clear();
            for (int n = 0; n < s.Batch; n++)
            {
                long plane = ((long)n * s.InChannels) + channel;
                DepthwiseDots(x + (plane * source.Plane), source, gy + (plane * s.OutHeight * s.OutWidth), s, sums);
            }

            for (int tap = 0; tap < taps; tap++)
            {
                gw[((long)channel * taps) + tap] = (float)sums[tap];
            }
        });
    }

    /// <summary>
    /// Adds one plane's products to the sum of each element of the kernel. As in <see cref="DepthwisePlane"/> the rows
    /// that the kernel covers are kept; with a stride one copy for each of its columns, so that all are side by side.
    /// </summary>
    private static void DepthwiseDots(float* x, PictureSource source, float* gy, in Conv2dShape s, double* sums)
    {
        int taps = s.KernelHeight * s.KernelWidth;
        bool shifted = s.Stride == 1;
        int copies = shifted ? 1 : s.KernelWidth;
        int length = shifted ? s.OutWidth + s.KernelWidth - 1 : s.OutWidth;
        float* kept = Scratch.Floats(((long)s.KernelHeight * copies * length) + (taps * TSimd.Count));
        float* vectors = kept + ((long)s.KernelHeight * copies * length);
        float** lines = stackalloc float*[taps];
        new Span<float>(vectors, taps * TSimd.Count).Clear();
        int read = 0;
        for (int r = 0; r < s.OutHeight; r++)
        {
            int first = r * s.Stride;
            for (read = Math.Max(read, first); read < first + s.KernelHeight; read++)
            {
                for (int copy = 0; copy < copies; copy++)
                {
                    float* target = kept + ((((long)read % s.KernelHeight * copies) + copy) * length);
                    source.Read<TSimd, TVector>(source.Line(x, read), copy, length, s.Stride, target);
                }
            }

            for (int tap = 0; tap < taps; tap++)
            {
                (int ky, int kx) = Math.DivRem(tap, s.KernelWidth);
                float* line = kept + ((long)(first + ky) % s.KernelHeight * copies * length);
                lines[tap] = line + (shifted ? kx : (long)kx * length);
            }

            float* row = gy + ((long)r * s.OutWidth);
            int done = DotRows(lines, taps, row, s.OutWidth, vectors);
            for (; done < s.OutWidth; done++)
            {
                for (int tap = 0; tap < taps; tap++)
                {
                    sums[tap] += (double)lines[tap][done] * row[done];
                }
            }

            if (r % DotRun == DotRun - 1 || r == s.OutHeight - 1)
            {
                for (int tap = 0; tap < taps; tap++)
                {
                    sums[tap] += TSimd.Sum(TSimd.Load(vectors + (tap * TSimd.Count)));
                }

                new Span<float>(vectors, taps * TSimd.Count).Clear();
            }
        }
    }

    /// <summary>Adds lines[tap]·row to the vector of each tap, as far as whole vectors go.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int DotRows(float** lines, int taps, float* row, int length, float* vectors)
    {
        int whole = length / TSimd.Count * TSimd.Count;
        int tap = 0;
        for (; tap <= taps - 3; tap += 3)
        {
            float* target = vectors + (tap * TSimd.Count);
            float* l0 = lines[tap];
            float* l1 = lines[tap + 1];
            float* l2 = lines[tap + 2];
            TVector s0 = TSimd.Load(target);
            TVector s1 = TSimd.Load(target + TSimd.Count);
            TVector s2 = TSimd.Load(target + (2 * TSimd.Count));
            for (int i = 0; i < whole; i += TSimd.Count)
            {
                TVector g = TSimd.Load(row + i);
                s0 = TSimd.MultiplyAdd(g, TSimd.Load(l0 + i), s0);
                s1 = TSimd.MultiplyAdd(g, TSimd.Load(l1 + i), s1);
                s2 = TSimd.MultiplyAdd(g, TSimd.Load(l2 + i), s2);
            }

            TSimd.Store(s0, target);
            TSimd.Store(s1, target + TSimd.Count);
            TSimd.Store(s2, target + (2 * TSimd.Count));
        }

        for (; tap < taps; tap++)
        {
            float* target = vectors + (tap * TSimd.Count);
            TVector sum = TSimd.Load(target);
            for (int i = 0; i < whole; i += TSimd.Count)
            {
                sum = TSimd.MultiplyAdd(TSimd.Load(row + i), TSimd.Load(lines[tap] + i), sum);
            }

            TSimd.Store(sum, target);
        }

        return whole;
    }

    /// <summary>
    /// One plane, row by row: the rows that the kernel covers are kept with their border, each read once, and a vector
    /// of outputs gathers all its terms in a register.
    /// </summary>
    private static void DepthwisePlane(
        float* x, PictureSource source, long plane, float* w, in Conv2dShape s, float bias, float slope, float* y)
    {
        PlaneNormalization normalization = source.Normalization(plane);
        int length = ((s.OutWidth - 1) * s.Stride) + s.KernelWidth;
        int lineLength = length + TSimd.Count;
        float* kept = Scratch.Floats((long)s.KernelHeight * lineLength);
        float** lines = stackalloc float*[s.KernelHeight];
        int read = 0;
        for (int r = 0; r < s.OutHeight; r++)
        {
            int first = r * s.Stride;
            for (read = Math.Max(read, first); read < first + s.KernelHeight; read++)
            {
                float* line = kept + (read % s.KernelHeight * (long)lineLength);
                source.Read<TSimd, TVector>(source.Line(x, read), 0, length, 1, normalization, line);
            }

            for (int ky = 0; ky < s.KernelHeight; ky++)
            {
                lines[ky] = kept + ((first + ky) % s.KernelHeight * (long)lineLength);
            }

            float* target = y + ((long)r * s.OutWidth);
            int done = s.Stride == 1 ? DepthwiseRow<TSimd, TVector>(lines, w, s, bias, slope, target, 0) : 0;
            DepthwiseRow<SimdScalar, float>(lines, w, s, bias, slope, target, done);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int DepthwiseRow<TS, TV>(float** lines, float* w, in Conv2dShape s, float bias, float slope, float* y, int c)
        where TS : ISimd<TV>
        where TV : unmanaged
    {
        TV scale = TS.Create(slope);
        if (s.KernelHeight == 3 && s.KernelWidth == 3)
        {
            float* upper = lines[0];
            float* middle = lines[1];
            float* lower = lines[2];
            (TV w0, TV w1, TV w2) = (TS.Create(w[0]), TS.Create(w[1]), TS.Create(w[2]));
            (TV w3, TV w4, TV w5) = (TS.Create(w[3]), TS.Create(w[4]), TS.Create(w[5]));
            (TV w6, TV w7, TV w8) = (TS.Create(w[6]), TS.Create(w[7]), TS.Create(w[8]));
            TV offset = TS.Create(bias);
            for (; c <= s.OutWidth - TS.Count; c += TS.Count)
            {
                long at = (long)c * s.Stride;
                TV sum = TS.MultiplyAdd(TS.Load(upper + at), w0, offset);
                TV second = TS.Multiply(TS.Load(middle + at), w3);
                TV third = TS.Multiply(TS.Load(lower + at), w6);
                sum = TS.MultiplyAdd(TS.Load(upper + at + 1), w1, sum);
                second = TS.MultiplyAdd(TS.Load(middle + at + 1), w4, second);
                third = TS.MultiplyAdd(TS.Load(lower + at + 1), w7, third);
                sum = TS.MultiplyAdd(TS.Load(upper + at + 2), w2, sum);
                second = TS.MultiplyAdd(TS.Load(middle + at + 2), w5, second);
                third = TS.MultiplyAdd(TS.Load(lower + at + 2), w8, third);
                sum = TS.Add(TS.Add(sum, second), third);
                TS.Store(TS.WhereGreater(sum, TS.Zero, sum, TS.Multiply(scale, sum)), y + c);
            }

            return c;
        }

        for (; c <= s.OutWidth - TS.Count; c += TS.Count)
        {
            TV sum = TS.Create(bias);
            for (int ky = 0; ky < s.KernelHeight; ky++)
            {
                for (int kx = 0; kx < s.KernelWidth; kx++)
                {
                    sum = TS.MultiplyAdd(TS.Load(lines[ky] + ((long)c * s.Stride) + kx), TS.Create(w[(ky * s.KernelWidth) + kx]), sum);
                }
            }

            TS.Store(TS.WhereGreater(sum, TS.Zero, sum, TS.Multiply(scale, sum)), y + c);
        }

        return c;
    }

    /// <summary>The outputs [from, to) of a row whose input column c·stride + shift lies inside.</summary>
    private static (int From, int To) Inside(int shift, int stride, int width, int outWidth)
    {
        int from = shift >= 0 ? 0 : (-shift + stride - 1) / stride;
        int to = width - shift <= 0 ? 0 : ((width - shift - 1) / stride) + 1;
        return (Math.Min(from, outWidth), Math.Clamp(to, Math.Min(from, outWidth), outWidth));
    }

    /// <summary>Visits every (tap, input, output) of one plane of a strided depthwise convolution.</summary>
    private static void ForEachStrided(Tap[] taps, in Conv2dShape s, Action<int, int, int> visit)
    {
        for (int tap = 0; tap < taps.Length; tap++)
        {
            (int from, int to) = Inside(taps[tap].Column, s.Stride, s.InWidth, s.OutWidth);
            for (int r = 0; r < s.OutHeight; r++)
            {
                int row = (r * s.Stride) + taps[tap].Row;
                if ((uint)row >= (uint)s.InHeight)
                {
                    continue;
                }

                for (int c = from; c < to; c++)
                {
                    visit(tap, (row * s.InWidth) + (c * s.Stride) + taps[tap].Column, (r * s.OutWidth) + c);
                }
            }
        }
    }
}
