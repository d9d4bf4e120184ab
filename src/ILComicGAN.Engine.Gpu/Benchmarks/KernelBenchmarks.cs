using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Engine.Gpu.Products;
using ILComicGAN.Engine.Memory;

namespace ILComicGAN.Engine.Gpu.Benchmarks;

/// <summary>Everything that can be run alone: each variant of the products, and the operations bound by memory.</summary>
public static class KernelBenchmarks
{
    /// <summary>All, by family.</summary>
    public static IReadOnlyList<KernelBenchmark> All { get; } =
    [
        .. Variants("matmul", MatMulVariants.All.Select(v => v.Name), "MxNxKx[batch]", "1024x1024x1024", MatMul),
        .. Variants("conv-forward", ConvolutionVariants.Forward.Select(v => v.Name), ConvolutionDimensions, StandardConvolution, n => Convolution(n, Form.Forward)),
        .. Variants("conv-input-gradient", ConvolutionVariants.InputGradient.Select(v => v.Name), ConvolutionDimensions, StandardConvolution, n => Convolution(n, Form.InputGradient)),
        .. Variants("conv-weight-gradient", ConvolutionVariants.WeightGradient.Select(v => v.Name), ConvolutionDimensions, StandardConvolution, n => Convolution(n, Form.WeightGradient)),
        new("unary/tanh", "count", "16777216", null, n => Moving([n[0]], n[0], (i, y) => new Unary(UnaryOp.Tanh, i[0], y))),
        new("binary/add", "count", "16777216", null, n => Moving([n[0], n[0]], n[0], (i, y) =>
            new Binary(BinaryOp.Add, i[0], i[1], y, BroadcastPlan.Create(new Shape(n[0]), new Shape(n[0]))))),
        new("sum", "rowsxlength", "64x65536", null, n => Moving([(long)n[0] * n[1]], n[0], (i, y) => new Sum(i[0], y, n[0], n[1], 1))),
        new("normalization-statistics", PictureDimensions, StandardPicture, null, n => Moving([Elements(n), (long)n[0] * n[1], n[0]], n[0] * n[1], (i, y) =>
            new NormalizationStatistics(i[0], new StatisticsOutput(y, i[1], i[2], NormalizationKind.Layer, 1e-5), Normalization(n)))),
        new("normalization-apply", PictureDimensions, StandardPicture, null, n => Moving([Elements(n), (long)n[0] * n[1], (long)n[0] * n[1]], Elements(n), (i, y) =>
            new Normalize(i[0], i[1], i[2], null, null, null, y, Normalization(n), Activation.LeakyRelu(0.2)))),
        new("resize/nearest", PictureDimensions, StandardPicture, null, n => Moving([Elements(n)], 4 * Elements(n), (i, y) =>
            new Resize(i[0], y, new ResizeShape(n[0] * n[1], n[2], n[3], 2 * n[2], 2 * n[3], ResizeMode.Nearest)))),
        new("resize/bilinear", PictureDimensions, StandardPicture, null, n => Moving([Elements(n)], 4 * Elements(n), (i, y) =>
            new Resize(i[0], y, new ResizeShape(n[0] * n[1], n[2], n[3], 2 * n[2], 2 * n[3], ResizeMode.Bilinear)))),
        new("reflect-pad", PictureDimensions, StandardPicture, null, n => Moving([Elements(n)], (long)n[0] * n[1] * (n[2] + 2) * (n[3] + 2), (i, y) =>
            new ReflectPad(i[0], y, new ReflectPadShape(n[0] * n[1], n[2], n[3], 1, 1, 1, 1)))),
        new("average-pool", PictureDimensions, StandardPicture, null, n => Moving([Elements(n)], (long)n[0] * n[1] * (n[2] / 2) * (n[3] / 2), (i, y) =>
            new AveragePool(i[0], y, new PoolShape(n[0] * n[1], n[2], n[3], 2, 2)))),
    ];

    private const string PictureDimensions = "NxCxHxW", StandardPicture = "1x64x256x256";
    private const string ConvolutionDimensions = "NxCxHxWxOxKx[stride]x[padding]x[groups]", StandardConvolution = "1x128x128x128x128x3x1x1";

    private enum Form
    {
        Forward,
        InputGradient,
        WeightGradient,
    }

    /// <summary>The trial of a name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static KernelBenchmark Find(string name) => All.FirstOrDefault(trial => trial.Name == name)
        ?? throw new ArgumentException($"there is no kernel '{name}' to run; see 'kernels list'", nameof(name));

    private static IEnumerable<KernelBenchmark> Variants(
        string operation, IEnumerable<string> variants, string dimensions, string standard, Func<IReadOnlyList<int>, KernelWork> make) =>
        variants.Select(variant => new KernelBenchmark($"{operation}/{variant}", dimensions, standard, variant, make));

    private static KernelWork MatMul(IReadOnlyList<int> n)
    {
        MatMulShape shape = new(n.Count > 3 ? Math.Max(1, n[3]) : 1, n[0], n[1], n[2]);
        (long a, long b, long c) = (
            (long)shape.Batch * shape.M * shape.K, (long)shape.Batch * shape.K * shape.N, (long)shape.Batch * shape.M * shape.N);
        return new([a, b], c, 2.0 * c * shape.K, sizeof(float) * (double)(a + b + c), (i, y) => new MatMul(i[0], i[1], y, shape));
    }

    private static KernelWork Convolution(IReadOnlyList<int> n, Form form)
    {
        Conv2dShape shape = new(
            n[0], n[1], n[2], n[3], n[4], n[5], n[5], Stride: At(6, 1), Padding: n.Count > 7 ? n[7] : n[5] / 2, Groups: At(8, 1));
        long x = (long)shape.Batch * shape.InChannels * shape.InHeight * shape.InWidth;
        long w = (long)shape.OutChannels * shape.GroupInChannels * shape.KernelHeight * shape.KernelWidth;
        long y = shape.OutHeight > 0 && shape.OutWidth > 0 ? (long)shape.Batch * shape.OutChannels * shape.OutHeight * shape.OutWidth : 0;
        double flops = shape.FloatingPointOperations;
        double bytes = sizeof(float) * (double)(x + w + y);
        return form switch
        {
            Form.Forward => new([x, w], y, flops, bytes, (i, result) => new Conv2d(new ConvolutionInput(i[0]), i[1], result, shape)),
            Form.InputGradient => new([y, w], x, flops, bytes, (i, result) => new Conv2dInputGradient(i[0], i[1], result, shape)),
            _ => new([x, y], w, flops, bytes, (i, result) => new Conv2dWeightGradient(new ConvolutionInput(i[0]), i[1], result, shape)),
        };

        int At(int index, int instead) => n.Count > index && n[index] > 0 ? n[index] : instead;
    }

    private static KernelWork Moving(
        IReadOnlyList<long> inputs, long output, Func<IReadOnlyList<Memory.DeviceBuffer>, Memory.DeviceBuffer, Operation> operation) =>
        new(inputs, output, output, sizeof(float) * (double)(inputs.Sum() + output), operation);

    private static long Elements(IReadOnlyList<int> n) => (long)n[0] * n[1] * n[2] * n[3];

    private static NormalizationShape Normalization(IReadOnlyList<int> n) => new(n[0], n[1], n[2] * n[3]);
}
