using System.Runtime.CompilerServices;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices.Cpu.MatrixProduct;
using ILComicGAN.Engine.Devices.Cpu.Pictures;
using ILComicGAN.Engine.Devices.Cpu.Simd;
using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Engine.Memory;

namespace ILComicGAN.Engine.Devices.Cpu;

internal sealed unsafe partial class CpuDevice<TSimd, TVector>
{
    private void MaxPool(DeviceBuffer x, DeviceBuffer y, DeviceBuffer indices, in PoolShape shape)
    {
        PoolShape s = shape;
        float* input = Of(x);
        float* output = Of(y);
        float* index = Of(indices);
        ForEachRow(s.Planes, s.OutHeight, s.OutWidth, (plane, row) =>
        {
            float* source = input + (plane * s.InHeight * s.InWidth);
            long target = ((plane * s.OutHeight) + row) * s.OutWidth;
            int done = s.Kernel == 2 && s.Stride == 2
                ? MaxOfFour(source, s.InWidth, row * 2 * s.InWidth, s.OutWidth, output + target, index + target)
                : 0;
            for (int c = done; c < s.OutWidth; c++)
            {
                int best = ((row * s.Stride) * s.InWidth) + (c * s.Stride);
                int first = best;
                for (int ky = 0; ky < s.Kernel; ky++)
                {
                    for (int kx = 0; kx < s.Kernel; kx++)
                    {
                        int at = first + (ky * s.InWidth) + kx;
                        best = source[at] > source[best] ? at : best;
                    }
                }

                output[target + c] = source[best];
                index[target + c] = best;
            }
        });
    }

    /// <summary>One row of 2×2 windows, whole vectors of them, and where their largest values are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int MaxOfFour(float* plane, int inWidth, int first, int outWidth, float* y, float* indices)
    {
        float* places = stackalloc float[TSimd.Count];
        for (int i = 0; i < TSimd.Count; i++)
        {
            places[i] = 2 * i;
        }

        TVector steps = TSimd.Load(places);
        float* upper = plane + first;
        float* lower = upper + inWidth;
        int c = 0;
        // The last load of an odd column reaches one beyond the row, so a vector stays behind for the scalar loop.
        for (; c < outWidth - TSimd.Count; c += TSimd.Count)
        {
            int at = 2 * c;
            TVector place = TSimd.Add(TSimd.Create(first + at), steps);
            TVector best = Columns(upper + at);
            TVector bestPlace = place;
            Take(Columns(upper + at + 1), TSimd.Add(place, TSimd.Create(1)), ref best, ref bestPlace);
            Take(Columns(lower + at), TSimd.Add(place, TSimd.Create(inWidth)), ref best, ref bestPlace);
            Take(Columns(lower + at + 1), TSimd.Add(place, TSimd.Create(inWidth + 1)), ref best, ref bestPlace);
            TSimd.Store(best, y + c);
            TSimd.Store(bestPlace, indices + c);
        }

        return c;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Take(TVector value, TVector place, ref TVector best, ref TVector bestPlace)
    {
        bestPlace = TSimd.WhereGreater(value, best, place, bestPlace);
        best = TSimd.WhereGreater(value, best, value, best);
    }

    /// <summary>Every second float from here on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Columns(float* x) => TSimd.Evens(TSimd.Load(x), TSimd.Load(x + TSimd.Count));

    private void MaxPoolGather(DeviceBuffer x, DeviceBuffer indices, DeviceBuffer y, in PoolShape shape)
    {
        (int planes, int inCount, int outCount) = (shape.Planes, shape.InHeight * shape.InWidth, shape.OutHeight * shape.OutWidth);
        float* input = Of(x);
        float* index = Of(indices);
        float* output = Of(y);
        ForRange(planes, Math.Max(1, Grain / outCount), (from, to) =>
        {
            for (long i = from * outCount; i < to * outCount; i++)
            {
                output[i] = input[(i / outCount * inCount) + (int)index[i]];
            }
        });
    }

    private void MaxPoolGradient(DeviceBuffer gy, DeviceBuffer indices, DeviceBuffer gx, in PoolShape shape)
    {
        (int planes, int inCount, int outCount) = (shape.Planes, shape.InHeight * shape.InWidth, shape.OutHeight * shape.OutWidth);
        float* gradient = Of(gy);
        float* index = Of(indices);
        float* result = Of(gx);
        ForRange(planes, Math.Max(1, Grain / inCount), (from, to) =>
        {
            for (long plane = from; plane < to; plane++)
            {
                float* target = result + (plane * inCount);
                new Span<float>(target, inCount).Clear();
                for (long i = plane * outCount; i < (plane + 1) * outCount; i++)
                {
                    target[(int)index[i]] += gradient[i];
                }
            }
        });
    }

    private void AveragePool(DeviceBuffer x, DeviceBuffer y, in PoolShape shape)
    {
        PoolShape s = shape;
        float* input = Of(x);
        float* output = Of(y);
        float share = 1f / (s.Kernel * s.Kernel);
        ForEachRow(s.Planes, s.OutHeight, s.OutWidth, (plane, row) =>
        {
            float* source = input + (((plane * s.InHeight) + (row * s.Stride)) * s.InWidth);
            float* target = output + (((plane * s.OutHeight) + row) * s.OutWidth);
            for (int c = 0; c < s.OutWidth; c++)
            {
                float sum = 0;
                for (int ky = 0; ky < s.Kernel; ky++)
                {
                    for (int kx = 0; kx < s.Kernel; kx++)
                    {
                        sum += source[(ky * s.InWidth) + (c * s.Stride) + kx];
                    }
                }

                target[c] = sum * share;
            }
        });
    }

    private void AveragePoolGradient(DeviceBuffer gy, DeviceBuffer gx, in PoolShape shape)
    {
        PoolShape s = shape;
        float* gradient = Of(gy);
        float* result = Of(gx);
        float share = 1f / (s.Kernel * s.Kernel);
        Pool.Run(s.Planes, plane =>
        {
            float* target = result + ((long)plane * s.InHeight * s.InWidth);
            float* source = gradient + ((long)plane * s.OutHeight * s.OutWidth);
            new Span<float>(target, s.InHeight * s.InWidth).Clear();
            for (int o = 0; o < s.OutHeight * s.OutWidth; o++)
            {
                float* window = target + ((o / s.OutWidth) * s.Stride * s.InWidth) + (o % s.OutWidth * s.Stride);
                float part = source[o] * share;
                for (int k = 0; k < s.Kernel * s.Kernel; k++)
                {
                    window[(k / s.Kernel * s.InWidth) + (k % s.Kernel)] += part;
                }
            }
        });
    }

    private void Resize(DeviceBuffer x, DeviceBuffer y, in ResizeShape shape)
    {
        ResizeShape s = shape;
        float* input = Of(x);
        float* output = Of(y);
        Sampling[] rows = Sampling.Create(s.InHeight, s.OutHeight, s.Mode);
        Sampling[] columns = Sampling.Create(s.InWidth, s.OutWidth, s.Mode);
        bool doubled = s.OutWidth == 2 * s.InWidth;
        ForEachRow(s.Planes, s.OutHeight, s.OutWidth, (plane, row) =>
        {
            Sampling at = rows[row];
            float* upper = input + (((plane * s.InHeight) + at.First) * s.InWidth);
            float* lower = input + (((plane * s.InHeight) + at.Second) * s.InWidth);
            float* target = output + (((plane * s.OutHeight) + row) * s.OutWidth);
            if (s.Mode == ResizeMode.Nearest)
            {
                for (int c = doubled ? Doubled(upper, s.InWidth, target) : 0; c < columns.Length; c++)
                {
                    target[c] = upper[columns[c].First];
                }

                return;
            }

            float* between = Scratch.Floats(s.InWidth);
            int done = Between<TSimd, TVector>(upper, lower, at.Share, 0, s.InWidth, between);
            Between<SimdScalar, float>(upper, lower, at.Share, done, s.InWidth, between);
            for (int c = 0; c < columns.Length; c++)
            {
                Sampling across = columns[c];
                float left = between[across.First];
                target[c] = left + (across.Share * (between[across.Second] - left));
            }
        });
    }

    /// <summary>Each float twice, whole vectors of them; returns how many were written.</summary>
    private static int Doubled(float* x, int count, float* y)
    {
        int i = 0;
        for (; i <= count - TSimd.Count; i += TSimd.Count)
        {
            TVector v = TSimd.Load(x + i);
            TSimd.Interleave(v, v, y + (2 * i));
        }

        return 2 * i;
    }

    /// <summary>y = upper + share·(lower − upper).</summary>
    private static int Between<TS, TV>(float* upper, float* lower, float share, int i, int n, float* y)
        where TS : ISimd<TV>
        where TV : unmanaged
    {
        TV s = TS.Create(share);
        for (; i <= n - TS.Count; i += TS.Count)
        {
            TV u = TS.Load(upper + i);
            TS.Store(TS.MultiplyAdd(s, TS.Subtract(TS.Load(lower + i), u), u), y + i);
        }

        return i;
    }

    private void ResizeGradient(DeviceBuffer gy, DeviceBuffer gx, in ResizeShape shape)
    {
        ResizeShape s = shape;
        float* gradient = Of(gy);
        float* result = Of(gx);
        Sampling[] rows = Sampling.Create(s.InHeight, s.OutHeight, s.Mode);
        Sampling[] columns = Sampling.Create(s.InWidth, s.OutWidth, s.Mode);
        bool doubled = s.OutWidth == 2 * s.InWidth;
        Pool.Run(s.Planes, plane =>
        {
            float* target = result + ((long)plane * s.InHeight * s.InWidth);
            new Span<float>(target, s.InHeight * s.InWidth).Clear();
            for (int row = 0; row < s.OutHeight; row++)
            {
                Sampling at = rows[row];
                float* source = gradient + ((((long)plane * s.OutHeight) + row) * s.OutWidth);
                float* upper = target + ((long)at.First * s.InWidth);
                float* lower = target + ((long)at.Second * s.InWidth);
                if (s.Mode == ResizeMode.Nearest)
                {
                    for (int c = doubled ? AddPairs(source, s.InWidth, upper) : 0; c < columns.Length; c++)
                    {
                        upper[columns[c].First] += source[c];
                    }

                    continue;
                }

                for (int c = 0; c < columns.Length; c++)
                {
                    Sampling across = columns[c];
                    float below = source[c] * at.Share;
                    float above = source[c] - below;
                    upper[across.First] += above * (1 - across.Share);
                    upper[across.Second] += above * across.Share;
                    lower[across.First] += below * (1 - across.Share);
                    lower[across.Second] += below * across.Share;
                }
            }
        });
    }

    /// <summary>y[i] += x[2·i] + x[2·i + 1], whole vectors of them; returns how many of x were read.</summary>
    private static int AddPairs(float* x, int count, float* y)
    {
        int i = 0;
        // The last load of an odd element reaches one beyond, so a vector stays behind for the scalar loop.
        for (; i < count - TSimd.Count; i += TSimd.Count)
        {
            TVector sum = TSimd.Add(TSimd.Load(y + i), Columns(x + (2 * i)));
            TSimd.Store(TSimd.Add(sum, Columns(x + (2 * i) + 1)), y + i);
        }

        return 2 * i;
    }

    private void ReflectPad(DeviceBuffer x, DeviceBuffer y, in ReflectPadShape shape)
    {
        ReflectPadShape s = shape;
        float* input = Of(x);
        float* output = Of(y);
        ForEachRow(s.Planes, s.OutHeight, s.OutWidth, (plane, row) =>
        {
            float* source = input + (((plane * s.InHeight) + Reflect(row - s.Top, s.InHeight)) * s.InWidth);
            float* target = output + (((plane * s.OutHeight) + row) * s.OutWidth);
            new ReadOnlySpan<float>(source, s.InWidth).CopyTo(new Span<float>(target + s.Left, s.InWidth));
            for (int i = 0; i < s.Left; i++)
            {
                target[i] = source[s.Left - i];
            }

            for (int i = 0; i < s.Right; i++)
            {
                target[s.Left + s.InWidth + i] = source[s.InWidth - 2 - i];
            }
        });
    }

    private void ReflectPadGradient(DeviceBuffer gy, DeviceBuffer gx, in ReflectPadShape shape)
    {
        ReflectPadShape s = shape;
        float* gradient = Of(gy);
        float* result = Of(gx);
        Pool.Run(s.Planes, plane =>
        {
            float* target = result + ((long)plane * s.InHeight * s.InWidth);
            // The picture's own rows first, then those that the border repeats.
            for (int i = 0; i < s.OutHeight; i++)
            {
                int row = (i + s.Top) % s.OutHeight;
                float* source = gradient + ((((long)plane * s.OutHeight) + row) * s.OutWidth);
                float* line = target + ((long)Reflect(row - s.Top, s.InHeight) * s.InWidth);
                if (i < s.InHeight)
                {
                    new ReadOnlySpan<float>(source + s.Left, s.InWidth).CopyTo(new Span<float>(line, s.InWidth));
                }
                else
                {
                    BinaryRow<Add>(line, source + s.Left, line, s.InWidth, 1, 1, 0);
                }

                for (int c = 0; c < s.Left; c++)
                {
                    line[s.Left - c] += source[c];
                }

                for (int c = 0; c < s.Right; c++)
                {
                    line[s.InWidth - 2 - c] += source[s.Left + s.InWidth + c];
                }
            }
        });
    }

    private static int Reflect(int i, int size)
    {
        int inside = Math.Abs(i);
        return inside < size ? inside : (2 * (size - 1)) - inside;
    }

    /// <summary>Calls <paramref name="work"/> for each (plane, row).</summary>
    private void ForEachRow(int planes, int rows, int width, Action<long, int> work)
    {
        ForRange((long)planes * rows, Math.Max(1, Grain / width), (from, to) =>
        {
            for (long i = from; i < to; i++)
            {
                work(i / rows, (int)(i % rows));
            }
        });
    }
}
