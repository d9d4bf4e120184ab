using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Engine.Memory;

namespace ILComicGAN.Engine.Devices.Reference;

public sealed partial class ReferenceDevice
{
    private static void MaxPool(DeviceBuffer x, DeviceBuffer y, DeviceBuffer indices, in PoolShape shape)
    {
        (double[] input, double[] output, double[] index) = (Of(x), Of(y), Of(indices));
        PoolShape s = shape;
        int o = 0;
        for (int p = 0; p < s.Planes; p++)
        {
            int plane = p * s.InHeight * s.InWidth;
            for (int r = 0; r < s.OutHeight; r++)
            {
                for (int c = 0; c < s.OutWidth; c++, o++)
                {
                    output[o] = double.NegativeInfinity;
                    for (int i = 0; i < s.Kernel * s.Kernel; i++)
                    {
                        int at = (((r * s.Stride) + (i / s.Kernel)) * s.InWidth) + (c * s.Stride) + (i % s.Kernel);
                        if (input[plane + at] > output[o])
                        {
                            output[o] = input[plane + at];
                            index[o] = at;
                        }
                    }
                }
            }
        }
    }

    private static void MaxPoolGather(DeviceBuffer x, DeviceBuffer indices, DeviceBuffer y, in PoolShape shape)
    {
        (int planes, int inCount, int outCount) = (shape.Planes, shape.InHeight * shape.InWidth, shape.OutHeight * shape.OutWidth);
        (double[] input, double[] index, double[] output) = (Of(x), Of(indices), Of(y));
        for (int o = 0; o < planes * outCount; o++)
        {
            output[o] = input[(o / outCount * inCount) + (int)index[o]];
        }
    }

    private static void MaxPoolGradient(DeviceBuffer gy, DeviceBuffer indices, DeviceBuffer gx, in PoolShape shape)
    {
        (int planes, int inCount, int outCount) = (shape.Planes, shape.InHeight * shape.InWidth, shape.OutHeight * shape.OutWidth);
        (double[] gradient, double[] index, double[] result) = (Of(gy), Of(indices), Of(gx));
        Fill(gx, 0);
        for (int o = 0; o < planes * outCount; o++)
        {
            result[(o / outCount * inCount) + (int)index[o]] += gradient[o];
        }
    }

    private static void AveragePool(DeviceBuffer x, DeviceBuffer y, in PoolShape shape)
    {
        (double[] input, double[] output) = (Of(x), Of(y));
        Fill(y, 0);
        double share = 1.0 / (shape.Kernel * shape.Kernel);
        ForEachOfWindow(shape, (i, o) => output[o] += input[i] * share);
    }

    private static void AveragePoolGradient(DeviceBuffer gy, DeviceBuffer gx, in PoolShape shape)
    {
        (double[] gradient, double[] result) = (Of(gy), Of(gx));
        Fill(gx, 0);
        double share = 1.0 / (shape.Kernel * shape.Kernel);
        ForEachOfWindow(shape, (i, o) => result[i] += gradient[o] * share);
    }

    private static void Resize(DeviceBuffer x, DeviceBuffer y, in ResizeShape shape)
    {
        (double[] input, double[] output) = (Of(x), Of(y));
        Fill(y, 0);
        ForEachSample(shape, (i, o, share) => output[o] += input[i] * share);
    }

    private static void ResizeGradient(DeviceBuffer gy, DeviceBuffer gx, in ResizeShape shape)
    {
        (double[] gradient, double[] result) = (Of(gy), Of(gx));
        Fill(gx, 0);
        ForEachSample(shape, (i, o, share) => result[i] += gradient[o] * share);
    }

    private static void ReflectPad(DeviceBuffer x, DeviceBuffer y, in ReflectPadShape shape)
    {
        (double[] input, double[] output) = (Of(x), Of(y));
        ForEachPadded(shape, (i, o) => output[o] = input[i]);
    }

    private static void ReflectPadGradient(DeviceBuffer gy, DeviceBuffer gx, in ReflectPadShape shape)
    {
        (double[] gradient, double[] result) = (Of(gy), Of(gx));
        Fill(gx, 0);
        ForEachPadded(shape, (i, o) => result[i] += gradient[o]);
    }

    private static void ForEachOfWindow(in PoolShape s, Action<int, int> visit)
    {
        for (int p = 0, o = 0; p < s.Planes; p++)
        {
            for (int r = 0; r < s.OutHeight; r++)
            {
                for (int c = 0; c < s.OutWidth; c++, o++)
                {
                    for (int i = 0; i < s.Kernel * s.Kernel; i++)
                    {
                        int row = (r * s.Stride) + (i / s.Kernel);
                        visit((((p * s.InHeight) + row) * s.InWidth) + (c * s.Stride) + (i % s.Kernel), o);
                    }
                }
            }
        }
    }

    private static void ForEachSample(in ResizeShape s, Action<int, int, double> visit)
    {
        for (int p = 0, o = 0; p < s.Planes; p++)
        {
            for (int r = 0; r < s.OutHeight; r++)
            {
                (int r0, int r1, double rShare) = Between(r, s.InHeight, s.OutHeight, s.Mode);
                for (int c = 0; c < s.OutWidth; c++, o++)
                {
                    (int c0, int c1, double cShare) = Between(c, s.InWidth, s.OutWidth, s.Mode);
                    int plane = p * s.InHeight;
                    visit(((plane + r0) * s.InWidth) + c0, o, (1 - rShare) * (1 - cShare));
                    visit(((plane + r0) * s.InWidth) + c1, o, (1 - rShare) * cShare);
                    visit(((plane + r1) * s.InWidth) + c0, o, rShare * (1 - cShare));
                    visit(((plane + r1) * s.InWidth) + c1, o, rShare * cShare);
                }
            }
        }
    }

    /// <summary>The two source positions around target position <paramref name="i"/>, and the share of the second.</summary>
    private static (int First, int Second, double Share) Between(int i, int inSize, int outSize, ResizeMode mode)
    {
        if (mode == ResizeMode.Nearest)
        {
            int nearest = (int)((long)i * inSize / outSize);
            return (nearest, nearest, 0);
        }

        double at = Math.Max(0, ((i + 0.5) * inSize / outSize) - 0.5);
        int first = Math.Min((int)at, inSize - 1);
        int second = Math.Min(first + 1, inSize - 1);
        return (first, second, at - first);
    }

    private static void ForEachPadded(in ReflectPadShape s, Action<int, int> visit)
    {
        for (int p = 0, o = 0; p < s.Planes; p++)
        {
            for (int r = 0; r < s.OutHeight; r++)
            {
                int row = Reflect(r - s.Top, s.InHeight);
                for (int c = 0; c < s.OutWidth; c++, o++)
                {
                    visit((((p * s.InHeight) + row) * s.InWidth) + Reflect(c - s.Left, s.InWidth), o);
                }
            }
        }
    }

    private static int Reflect(int i, int size)
    {
        int inside = Math.Abs(i);
        return inside < size ? inside : (2 * (size - 1)) - inside;
    }
}
