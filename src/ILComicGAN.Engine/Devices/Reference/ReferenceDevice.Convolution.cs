using System.Numerics.Tensors;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Memory;

namespace ILComicGAN.Engine.Devices.Reference;

public sealed partial class ReferenceDevice
{
    private void Conv2d(
        DeviceBuffer x, DeviceBuffer w, DeviceBuffer? bias, DeviceBuffer y, in Conv2dShape shape)
    {
        (double[] input, double[] weight, double[] output) = (Operand(x, shape.Groups), Operand(w, shape.Groups), Of(y));
        double[]? b = bias is null ? null : Of(bias);
        int plane = shape.OutHeight * shape.OutWidth;
        for (int i = 0; i < y.Length; i++)
        {
            output[i] = b is null ? 0 : b[i / plane % shape.OutChannels];
        }

        ForEachProduct(shape, new Forward(input, weight, output));
    }

    private void Conv2dInputGradient(DeviceBuffer gy, DeviceBuffer w, DeviceBuffer gx, in Conv2dShape shape)
    {
        (double[] gradient, double[] weight, double[] result) = (Operand(gy, shape.Groups), Operand(w, shape.Groups), Of(gx));
        Fill(gx, 0);
        ForEachProduct(shape, new InputGradient(gradient, weight, result));
    }

    private void Conv2dWeightGradient(DeviceBuffer x, DeviceBuffer gy, DeviceBuffer gw, in Conv2dShape shape)
    {
        (double[] input, double[] gradient, double[] result) = (Operand(x, shape.Groups), Operand(gy, shape.Groups), Of(gw));
        Fill(gw, 0);
        ForEachProduct(shape, new WeightGradient(gradient, input, result));
    }

    /// <summary>
    /// Visits every (input, weight, output) whose product is a term of the convolution, a row of the output at a time; its three
    /// forms differ in what they do with it.
    /// </summary>
    private static void ForEachProduct<TVisitor>(in Conv2dShape shape, TVisitor visitor)
        where TVisitor : struct, IProductVisitor
    {
        Conv2dShape s = shape;
        int weight = 0;
        for (int o = 0; o < s.OutChannels; o++)
        {
            int firstInput = o / s.GroupOutChannels * s.GroupInChannels;
            for (int i = 0; i < s.GroupInChannels; i++)
            {
                for (int ky = 0; ky < s.KernelHeight; ky++)
                {
                    for (int kx = 0; kx < s.KernelWidth; kx++, weight++)
                    {
                        // The columns whose input, x·stride + kx − padding, lies in the picture.
                        int first = Math.Max(0, (s.Padding - kx + s.Stride - 1) / s.Stride);
                        int end = Math.Min(s.OutWidth, (s.InWidth - 1 + s.Padding - kx + s.Stride) / s.Stride);
                        for (int n = 0; n < s.Batch; n++)
                        {
                            int inPlane = ((n * s.InChannels) + firstInput + i) * s.InHeight;
                            int outPlane = ((n * s.OutChannels) + o) * s.OutHeight;
                            for (int y = 0; y < s.OutHeight; y++)
                            {
                                int row = (y * s.Stride) + ky - s.Padding;
                                if (row >= 0 && row < s.InHeight && first < end)
                                {
                                    int column = (first * s.Stride) + kx - s.Padding;
                                    visitor.Visit(
                                        ((inPlane + row) * s.InWidth) + column, s.Stride, weight, ((outPlane + y) * s.OutWidth) + first, end - first);
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    /// <summary>
    /// What one form of the convolution does with the inputs x, x + stride, …, one weight and the outputs y, y + 1, …, whose
    /// products are terms.
    /// </summary>
    private interface IProductVisitor
    {
        void Visit(int x, int stride, int w, int y, int count);
    }

    private readonly struct Forward(double[] input, double[] weight, double[] output) : IProductVisitor
    {
        public void Visit(int x, int stride, int w, int y, int count)
        {
            Span<double> sums = output.AsSpan(y, count);
            if (stride == 1)
            {
                TensorPrimitives.MultiplyAdd(input.AsSpan(x, count), weight[w], sums, sums);
                return;
            }

            for (int i = 0; i < count; i++)
            {
                sums[i] += input[x + (i * stride)] * weight[w];
            }
        }
    }

    private readonly struct InputGradient(double[] gradient, double[] weight, double[] result) : IProductVisitor
    {
        public void Visit(int x, int stride, int w, int y, int count)
        {
            ReadOnlySpan<double> gradients = gradient.AsSpan(y, count);
            if (stride == 1)
            {
                Span<double> sums = result.AsSpan(x, count);
                TensorPrimitives.MultiplyAdd(gradients, weight[w], sums, sums);
                return;
            }

            for (int i = 0; i < count; i++)
            {
                result[x + (i * stride)] += gradients[i] * weight[w];
            }
        }
    }

    private readonly struct WeightGradient(double[] gradient, double[] input, double[] result) : IProductVisitor
    {
        public void Visit(int x, int stride, int w, int y, int count)
        {
            ReadOnlySpan<double> gradients = gradient.AsSpan(y, count);
            if (stride == 1)
            {
                result[w] += TensorPrimitives.Dot(gradients, input.AsSpan(x, count));
                return;
            }

            double sum = 0;
            for (int i = 0; i < count; i++)
            {
                sum += gradients[i] * input[x + (i * stride)];
            }

            result[w] += sum;
        }
    }
}
