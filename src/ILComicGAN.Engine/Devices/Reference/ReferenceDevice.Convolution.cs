using ILComicGAN.Engine.Memory;

namespace ILComicGAN.Engine.Devices;

public sealed partial class ReferenceDevice
{
    /// <inheritdoc/>
    public override void Conv2d(
        DeviceBuffer x, DeviceBuffer w, DeviceBuffer? bias, DeviceBuffer y, in Conv2dShape shape, double slope = 1)
    {
        (double[] input, double[] weight, double[] output) = (Operand(x, shape.Groups), Operand(w, shape.Groups), Of(y));
        double[]? b = bias is null ? null : Of(bias);
        int plane = shape.OutHeight * shape.OutWidth;
        for (int i = 0; i < y.Length; i++)
        {
            output[i] = b is null ? 0 : b[i / plane % shape.OutChannels];
        }

        ForEachProduct(shape, new Forward(input, weight, output));
        for (int i = 0; slope != 1 && i < y.Length; i++)
        {
            output[i] = output[i] > 0 ? output[i] : slope * output[i];
        }
    }

    /// <inheritdoc/>
    public override void Conv2dInputGradient(DeviceBuffer gy, DeviceBuffer w, DeviceBuffer gx, in Conv2dShape shape)
    {
        (double[] gradient, double[] weight, double[] result) = (Operand(gy, shape.Groups), Operand(w, shape.Groups), Of(gx));
        Fill(gx, 0);
        ForEachProduct(shape, new InputGradient(gradient, weight, result));
    }

    /// <inheritdoc/>
    public override void Conv2dWeightGradient(DeviceBuffer x, DeviceBuffer gy, DeviceBuffer gw, in Conv2dShape shape)
    {
        (double[] input, double[] gradient, double[] result) = (Operand(x, shape.Groups), Operand(gy, shape.Groups), Of(gw));
        Fill(gw, 0);
        ForEachProduct(shape, new WeightGradient(gradient, input, result));
    }

    /// <summary>Visits every (input, weight, output) whose product is a term of the convolution; its three forms differ in what they do with it.</summary>
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
                        for (int n = 0; n < s.Batch; n++)
                        {
                            int inPlane = ((n * s.InChannels) + firstInput + i) * s.InHeight;
                            int outPlane = ((n * s.OutChannels) + o) * s.OutHeight;
                            for (int y = 0; y < s.OutHeight; y++)
                            {
                                int row = (y * s.Stride) + ky - s.Padding;
                                if (row < 0 || row >= s.InHeight)
                                {
                                    continue;
                                }

                                for (int x = 0; x < s.OutWidth; x++)
                                {
                                    int column = (x * s.Stride) + kx - s.Padding;
                                    if (column >= 0 && column < s.InWidth)
                                    {
                                        visitor.Visit(((inPlane + row) * s.InWidth) + column, weight, ((outPlane + y) * s.OutWidth) + x);
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    /// <summary>What one form of the convolution does with an (input, weight, output) whose product is a term.</summary>
    private interface IProductVisitor
    {
        void Visit(int x, int w, int y);
    }

    private readonly struct Forward(double[] input, double[] weight, double[] output) : IProductVisitor
    {
        public void Visit(int x, int w, int y) => output[y] += input[x] * weight[w];
    }

    private readonly struct InputGradient(double[] gradient, double[] weight, double[] result) : IProductVisitor
    {
        public void Visit(int x, int w, int y) => result[x] += gradient[y] * weight[w];
    }

    private readonly struct WeightGradient(double[] gradient, double[] input, double[] result) : IProductVisitor
    {
        public void Visit(int x, int w, int y) => result[w] += gradient[y] * input[x];
    }
}
