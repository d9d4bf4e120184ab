namespace ILComicGAN.Engine.Devices.Cpu;

internal sealed unsafe partial class CpuDevice<TSimd, TVector>
{
    private void DepthwiseForward(float* x, float* w, float* bias, float* y, Conv2dShape s)
    {
        Tap[] taps = ForwardTaps(s);
        Pool.Run(s.Batch * s.InChannels, plane =>
        {
            int channel = plane % s.InChannels;
            DepthwisePlane(
                x + ((long)plane * s.InHeight * s.InWidth),
                s.InHeight,
                s.InWidth,
                w + ((long)channel * taps.Length),
                taps,
                s.Stride,
                bias is null ? 0 : bias[channel],
                y + ((long)plane * s.OutHeight * s.OutWidth),
                s.OutHeight,
                s.OutWidth);
        });
    }

    private void DepthwiseInputGradient(float* gy, float* w, float* gx, Conv2dShape s)
    {
        Tap[] taps = ForwardTaps(s);
        Tap[] mirrored = [.. taps.Select(tap => new Tap(-tap.Row, -tap.Column))];
        Pool.Run(s.Batch * s.InChannels, plane =>
        {
            float* gradient = gy + ((long)plane * s.OutHeight * s.OutWidth);
            float* result = gx + ((long)plane * s.InHeight * s.InWidth);
            float* kernel = w + ((long)(plane % s.InChannels) * taps.Length);
            if (s.Stride == 1)
            {
                // The adjoint of a shift is the opposite shift.
                DepthwisePlane(
                    gradient, s.OutHeight, s.OutWidth, kernel, mirrored, 1, 0, result, s.InHeight, s.InWidth);
                return;
            }

            new Span<float>(result, s.InHeight * s.InWidth).Clear();
            ForEachStrided(taps, s, (tap, i, o) => result[i] += kernel[tap] * gradient[o]);
        });
    }

    private void DepthwiseWeightGradient(float* x, float* gy, float* gw, Conv2dShape s)
    {
        Tap[] taps = ForwardTaps(s);
        Pool.Run(s.InChannels, channel =>
        {
            double* sums = stackalloc double[taps.Length];
            new Span<double>(sums, taps.Length).Clear();
            for (int n = 0; n < s.Batch; n++)
            {
                long plane = ((long)n * s.InChannels) + channel;
                float* input = x + (plane * s.InHeight * s.InWidth);
                float* gradient = gy + (plane * s.OutHeight * s.OutWidth);
                if (s.Stride == 1)
                {
                    for (int tap = 0; tap < taps.Length; tap++)
                    {
                        sums[tap] += ShiftedDot(input, gradient, taps[tap], s);
                    }
                }
                else
                {
                    double* target = sums;
                    ForEachStrided(taps, s, (tap, i, o) => target[tap] += input[i] * gradient[o]);
                }
            }

            for (int tap = 0; tap < taps.Length; tap++)
            {
                gw[((long)channel * taps.Length) + tap] = (float)sums[tap];
            }
        });
    }

    /// <summary>y[r, c] = bias + Σ_tap w·x[r·stride + tap.Row, c·stride + tap.Column], zero outside x.</summary>
    private static void DepthwisePlane(
        float* x, int height, int width, float* w, Tap[] taps, int stride, float bias, float* y, int outHeight, int outWidth)
    {
        for (int r = 0; r < outHeight; r++)
        {
            float* target = y + ((long)r * outWidth);
            new Span<float>(target, outWidth).Fill(bias);
            for (int tap = 0; tap < taps.Length; tap++)
            {
                int row = (r * stride) + taps[tap].Row;
                if ((uint)row >= (uint)height)
                {
                    continue;
                }

                float* source = x + ((long)row * width) + taps[tap].Column;
                (int from, int to) = Inside(taps[tap].Column, stride, width, outWidth);
                if (stride == 1)
                {
                    int at = AddScaled<TSimd, TVector>(target, source, w[tap], from, to);
                    AddScaled<SimdScalar, float>(target, source, w[tap], at, to);
                    continue;
                }

                for (int c = from; c < to; c++)
                {
                    target[c] += w[tap] * source[(long)c * stride];
                }
            }
        }
    }

    /// <summary>The outputs [from, to) of a row whose input column c·stride + shift lies inside.</summary>
    private static (int From, int To) Inside(int shift, int stride, int width, int outWidth)
    {
        int from = shift >= 0 ? 0 : (-shift + stride - 1) / stride;
        int to = width - shift <= 0 ? 0 : ((width - shift - 1) / stride) + 1;
        return (Math.Min(from, outWidth), Math.Clamp(to, Math.Min(from, outWidth), outWidth));
    }

    private static int AddScaled<TS, TV>(float* y, float* x, float scale, int from, int to)
        where TS : ISimd<TV>
        where TV : unmanaged
    {
        TV factor = TS.Create(scale);
        for (; from <= to - TS.Count; from += TS.Count)
        {
            TS.Store(TS.MultiplyAdd(factor, TS.Load(x + from), TS.Load(y + from)), y + from);
        }

        return from;
    }

    private static double ShiftedDot(float* x, float* gy, Tap tap, in Conv2dShape s)
    {
        double sum = 0;
        (int from, int to) = Inside(tap.Column, 1, s.InWidth, s.OutWidth);
        for (int r = 0; r < s.OutHeight; r++)
        {
            int row = r + tap.Row;
            if ((uint)row >= (uint)s.InHeight)
            {
                continue;
            }

            float* a = x + ((long)row * s.InWidth) + tap.Column;
            float* b = gy + ((long)r * s.OutWidth);
            TVector dot = TSimd.Zero;
            int c = from;
            for (; c <= to - TSimd.Count; c += TSimd.Count)
            {
                dot = TSimd.MultiplyAdd(TSimd.Load(a + c), TSimd.Load(b + c), dot);
            }

            sum += TSimd.Sum(dot);
            for (; c < to; c++)
            {
                sum += a[c] * b[c];
            }
        }

        return sum;
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
