using ILComicGAN.Engine.Memory;

namespace ILComicGAN.Engine.Devices.Cpu;

internal sealed unsafe partial class CpuDevice<TSimd, TVector>
{
    public override void MaxPool(DeviceBuffer x, DeviceBuffer y, DeviceBuffer indices, in PoolShape shape)
    {
        PoolShape s = shape;
        float* input = Of(x);
        float* output = Of(y);
        float* index = Of(indices);
        ForEachRow(s.Planes, s.OutHeight, s.OutWidth, (plane, row) =>
        {
            float* source = input + (plane * s.InHeight * s.InWidth);
            long target = ((plane * s.OutHeight) + row) * s.OutWidth;
            for (int c = 0; c < s.OutWidth; c++)
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

    public override void MaxPoolGather(DeviceBuffer x, DeviceBuffer indices, DeviceBuffer y, in PoolShape shape)
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

    public override void MaxPoolGradient(DeviceBuffer gy, DeviceBuffer indices, DeviceBuffer gx, in PoolShape shape)
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

    public override void AveragePool(DeviceBuffer x, DeviceBuffer y, in PoolShape shape)
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

    public override void AveragePoolGradient(DeviceBuffer gy, DeviceBuffer gx, in PoolShape shape)
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

    public override void Resize(DeviceBuffer x, DeviceBuffer y, in ResizeShape shape)
    {
        ResizeShape s = shape;
        float* input = Of(x);
        float* output = Of(y);
        Sampling[] rows = Sampling.Create(s.InHeight, s.OutHeight, s.Mode);
        Sampling[] columns = Sampling.Create(s.InWidth, s.OutWidth, s.Mode);
        ForEachRow(s.Planes, s.OutHeight, s.OutWidth, (plane, row) =>
        {
            Sampling at = rows[row];
            float* upper = input + (((plane * s.InHeight) + at.First) * s.InWidth);
            float* lower = input + (((plane * s.InHeight) + at.Second) * s.InWidth);
            float* target = output + (((plane * s.OutHeight) + row) * s.OutWidth);
            if (s.Mode == ResizeMode.Nearest)
            {
                for (int c = 0; c < columns.Length; c++)
                {
                    target[c] = upper[columns[c].First];
                }

                return;
            }

            for (int c = 0; c < columns.Length; c++)
            {
                Sampling across = columns[c];
                float above = upper[across.First] + (across.Share * (upper[across.Second] - upper[across.First]));
                float below = lower[across.First] + (across.Share * (lower[across.Second] - lower[across.First]));
                target[c] = above + (at.Share * (below - above));
            }
        });
    }

    public override void ResizeGradient(DeviceBuffer gy, DeviceBuffer gx, in ResizeShape shape)
    {
        ResizeShape s = shape;
        float* gradient = Of(gy);
        float* result = Of(gx);
        Sampling[] rows = Sampling.Create(s.InHeight, s.OutHeight, s.Mode);
        Sampling[] columns = Sampling.Create(s.InWidth, s.OutWidth, s.Mode);
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
                    for (int c = 0; c < columns.Length; c++)
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

    public override void ReflectPad(DeviceBuffer x, DeviceBuffer y, in ReflectPadShape shape)
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

    public override void ReflectPadGradient(DeviceBuffer gy, DeviceBuffer gx, in ReflectPadShape shape)
    {
        ReflectPadShape s = shape;
        float* gradient = Of(gy);
        float* result = Of(gx);
        Pool.Run(s.Planes, plane =>
        {
            float* target = result + ((long)plane * s.InHeight * s.InWidth);
            new Span<float>(target, s.InHeight * s.InWidth).Clear();
            for (int row = 0; row < s.OutHeight; row++)
            {
                float* source = gradient + ((((long)plane * s.OutHeight) + row) * s.OutWidth);
                float* line = target + ((long)Reflect(row - s.Top, s.InHeight) * s.InWidth);
                Binary(BinaryOp.Add, line, source + s.Left, line, s.InWidth, 1, 1, 0);
                for (int i = 0; i < s.Left; i++)
                {
                    line[s.Left - i] += source[i];
                }

                for (int i = 0; i < s.Right; i++)
                {
                    line[s.InWidth - 2 - i] += source[s.Left + s.InWidth + i];
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
