using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.InteropServices;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Devices.Reference;
using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Engine.Memory;
using ILComicGAN.Engine.Random;

namespace ILComicGAN.Engine.Tests.Devices;

/// <summary>Every primitive of every device against the float64 reference, on random inputs of awkward sizes.</summary>
[TestFixtureSource(typeof(TestDevices), nameof(TestDevices.Names))]
public sealed class DeviceContractTests(string deviceName)
{
    private Device Device => TestDevices.Get(deviceName);
    private static ReferenceDevice Reference => TestDevices.Reference;

    /// <summary>
    /// What the reference computed, the slowest part, by what it was asked: the test with its arguments, the lambda and a hash
    /// of the inputs. Comparisons by one lambda that differ only in what it captures need other inputs.
    /// </summary>
    private static readonly ConcurrentDictionary<(string Test, MethodInfo Primitive, ulong Inputs), float[]> s_expected = new();

    private ulong _stream;

    private static IEnumerable<UnaryOp> UnaryOps => Enum.GetValues<UnaryOp>();

    private static IEnumerable<BinaryOp> BinaryOps => Enum.GetValues<BinaryOp>();

    private bool Tiny => TestDevices.IsTiny(deviceName);

    /// <summary>Skips where the device is not there; the inputs of a test do not depend on the tests before it.</summary>
    [SetUp]
    public void Begin()
    {
        _ = Device;
        _stream = 0;
    }

    [TestCaseSource(nameof(UnaryOps))]
    public void Unary(UnaryOp op)
    {
        foreach (int n in Sizes(1, 3, 17, 1031, 40_001))
        {
            float[] x = Random(n, positive: op is UnaryOp.Sqrt or UnaryOp.Log);
            (double p0, double p1) = op switch
            {
                UnaryOp.Clamp or UnaryOp.InRange => (-0.4, 0.7),
                UnaryOp.LeakyRelu => (0.2, 0),
                _ => (1.7, -0.3),
            };
            Check(n, (d, y, i) => d.Execute(new Unary(op, i[0], y, p0, p1)), x);
        }
    }

    [TestCaseSource(nameof(BinaryOps))]
    public void Binary(BinaryOp op)
    {
        (int[] A, int[] B)[] shapes =
        [
            ([17], [17]), ([3, 5, 7, 11], [3, 5, 7, 11]), ([3, 5, 7, 11], [1, 5, 1, 1]), ([1, 5, 1, 1], [3, 5, 7, 11]),
            ([3, 5, 7, 11], [3, 1, 1, 1]), ([3, 5, 7, 11], [1]), ([1], [3, 5]), ([3, 1, 7], [1, 5, 1]),
            ([2, 3, 1, 5], [2, 1, 4, 5]), ([1, 3, 1, 1], [1, 3, 1, 1]), ([4, 7], [7]),
        ];
        foreach ((int[] a, int[] b) in shapes)
        {
            (Shape sa, Shape sb) = (new Shape(a), new Shape(b));
            BroadcastPlan plan = BroadcastPlan.Create(sa, sb);
            Check(
                Shape.Broadcast(sa, sb).Count,
                (d, y, i) => d.Execute(new Binary(op, i[0], i[1], y, plan, 0.2)),
                Random(sa.Count),
                Random(sb.Count, positive: op == BinaryOp.Divide));
        }
    }

    [Test]
    public void FillAndCopy()
    {
        Check(17, (d, y, _) => d.Execute(new Fill(y, 0.3)));
        CopyPlan transpose = new([7, 5], [1, 7], [5, 1]);
        Check(35, (d, y, i) => d.Execute(new Copy(i[0], y, transpose)), Random(35));
        CopyPlan repeat = new([3, 4, 5], [0, 1, 0], [20, 5, 1]);
        Check(60, (d, y, i) => d.Execute(new Copy(i[0], y, repeat)), Random(4));
        CopyPlan part = new([3, 11], [17, 1], [11, 1], 4, 0);
        Check(33, (d, y, i) => d.Execute(new Copy(i[0], y, part)), Random(51));
        CopyPlan into = new([3, 11], [11, 1], [17, 1], 0, 4);
        Check(
            51,
            (d, y, i) =>
            {
                d.Execute(new Fill(y, 1));
                d.Execute(new Copy(i[0], y, into));
            },
            Random(33));
    }

    [DeviceCases(typeof(ContractCases), nameof(ContractCases.Sums))]
    public void Sum(int outer, int count, int inner) =>
        Check((long)outer * inner, (d, y, i) => d.Execute(new Sum(i[0], y, outer, count, inner)), Random((long)outer * count * inner));

    [Test]
    public void MatMul([Values] bool transposeA, [Values] bool transposeB, [Values] bool sharedA, [Values] bool sharedB)
    {
        (int, int, int, int)[] sizes = Tiny
            ? [(1, 1, 1, 1), (2, 3, 5, 7), (1, 17, 13, 3)]
            : [(1, 1, 1, 1), (2, 3, 5, 7), (3, 17, 13, 31), (1, 129, 401, 300), (2, 65, 49, 517), (1, 300, 5, 9)];
        foreach ((int batch, int m, int n, int k) in sizes)
        {
            MatMulShape shape = new(batch, m, n, k, transposeA, transposeB, sharedA, sharedB);
            Check(
                (long)batch * m * n,
                (d, y, i) => d.Execute(new MatMul(i[0], i[1], y, shape)),
                Random((long)(sharedA ? 1 : batch) * m * k),
                Random((long)(sharedB ? 1 : batch) * k * n));
        }
    }

    [DeviceCases(typeof(ContractCases), nameof(ContractCases.Convolutions))]
    public void Convolution(Conv2dShape shape)
    {
        long inCount = (long)shape.Batch * shape.InChannels * shape.InHeight * shape.InWidth;
        long outCount = (long)shape.Batch * shape.OutChannels * shape.OutHeight * shape.OutWidth;
        long weights = (long)shape.OutChannels * shape.GroupInChannels * shape.KernelHeight * shape.KernelWidth;
        (float[] x, float[] w, float[] g, float[] bias) =
            (Random(inCount), Random(weights), Random(outCount), Random(shape.OutChannels));
        Check(outCount, (d, y, i) => d.Execute(new Conv2d(new ConvolutionInput(i[0]), i[1], y, shape, new Epilogue(null))), x, w);
        Check(outCount, (d, y, i) => d.Execute(new Conv2d(new ConvolutionInput(i[0]), i[1], y, shape, new Epilogue(i[2]))), x, w, bias);
        Check(outCount, (d, y, i) => d.Execute(new Conv2d(new ConvolutionInput(i[0]), i[1], y, shape, new Epilogue(i[2], Activation.LeakyRelu(0.2)))), x, w, bias);
        Check(inCount, (d, y, i) => d.Execute(new Conv2dInputGradient(i[0], i[1], y, shape)), g, w);
        Check(weights, (d, y, i) => d.Execute(new Conv2dWeightGradient(new ConvolutionInput(i[0]), i[1], y, shape)), x, g);
    }

    [DeviceCases(typeof(ContractCases), nameof(ContractCases.ViewedConvolutions))]
    public void ViewedConvolution(InputView view, Conv2dShape shape)
    {
        float[] x = Random((long)shape.Batch * shape.InChannels * view.Height * view.Width);
        float[] w = Random((long)shape.OutChannels * shape.GroupInChannels * shape.KernelHeight * shape.KernelWidth);
        float[] bias = Random(shape.OutChannels);
        long count = (long)shape.Batch * shape.OutChannels * shape.OutHeight * shape.OutWidth;
        Check(count, (d, y, i) => d.Execute(new Conv2d(new ConvolutionInput(i[0], view), i[1], y, shape, new Epilogue(i[2], Activation.LeakyRelu(0.2)))), x, w, bias);
        Check(count, (d, y, i) => d.Execute(new Conv2d(new ConvolutionInput(i[0], view), i[1], y, shape)), x, w);
        Check(w.Length, (d, y, i) => d.Execute(new Conv2dWeightGradient(new ConvolutionInput(i[0], view), i[1], y, shape)), x, Random(count));
    }

    /// <summary>
    /// A convolution between two normalizations: with zeros around its input, with a reflected border, and enlarged.
    /// </summary>
    [DeviceCases(typeof(ContractCases), nameof(ContractCases.FusedConvolutions))]
    public void FusedConvolution(Conv2dShape shape)
    {
        Fused(null, shape, NormalizationKind.Instance, normalized: true);
        foreach ((int enlarge, NormalizationKind kind) in new[] { (1, NormalizationKind.Layer), (2, NormalizationKind.Selected) })
        {
            int border = Math.Min(shape.Padding, enlarge * Math.Min(shape.InHeight, shape.InWidth) - 1);
            InputView view = new(shape.InHeight, shape.InWidth, enlarge, border, border, border, border);
            Conv2dShape seen = shape with { InHeight = view.PaddedHeight, InWidth = view.PaddedWidth, Padding = 0 };
            bool fits = ContractCases.Fits(deviceName, seen);
            bool small = seen.FloatingPointOperations < 10_000_000;
            if (fits && (enlarge == 1 || small))
            {
                Fused(view, seen, kind, normalized: true);
            }

            if (fits && small)
            {
                Fused(view, seen, kind, normalized: false);
            }
        }
    }

    private void Fused(InputView? view, Conv2dShape shape, NormalizationKind kind, bool normalized)
    {
        int inPlanes = shape.Batch * shape.InChannels;
        int outPlanes = shape.Batch * shape.OutChannels;
        int terms = shape.GroupInChannels * shape.KernelHeight * shape.KernelWidth;
        int spatial = view is { } e ? e.Height * e.Width : shape.InHeight * shape.InWidth;
        long count = (long)outPlanes * shape.OutHeight * shape.OutWidth;
        float[] x = Random((long)inPlanes * spatial);
        Spread(x, shape.Batch, shape.InChannels, spatial);
        // Results of size one, so that one bound serves them and their statistics.
        float[] w = [.. Random((long)shape.OutChannels * terms).Select(value => value / MathF.Sqrt(terms))];
        Check(
            count + (2 * outPlanes) + shape.Batch,
            (d, y, i) =>
            {
                DeviceBuffer result = d.Allocator.Rent(count);
                DeviceBuffer mean = d.Allocator.Rent(outPlanes);
                DeviceBuffer rstd = d.Allocator.Rent(outPlanes);
                DeviceBuffer choice = d.Allocator.Rent(shape.Batch);
                NormalizationPrologue? prologue =
                    normalized ? new NormalizationPrologue(i[3], i[4], i[5], i[6], Activation.LeakyRelu(0.2)) : null;
                Epilogue epilogue = new(i[2], Activation.LeakyRelu(0.3), null, new StatisticsOutput(mean, rstd, choice, kind, 1e-2));
                d.Execute(new Conv2d(new ConvolutionInput(i[0], view, prologue), i[1], result, shape, epilogue));
                long at = 0;
                foreach (DeviceBuffer part in new[] { result, mean, rstd, choice })
                {
                    d.Execute(new Copy(part, y, new CopyPlan([checked((int)part.Length)], [1], [1], 0, at)));
                    at += part.Length;
                    part.Release();
                }
            },
            x,
            w,
            Random(shape.OutChannels),
            Random(inPlanes),
            Random(inPlanes, positive: true),
            Random(shape.InChannels),
            Random(shape.InChannels));
    }

    [Test]
    public void Pooling()
    {
        foreach (PoolShape shape in new PoolShape[] { new(1, 2, 2, 2, 2), new(3, 7, 9, 2, 2), new(5, 8, 5, 3, 2), new(2, 9, 11, 3, 3), new(2, 6, 75, 2, 2) })
        {
            int inCount = shape.InHeight * shape.InWidth;
            int outCount = shape.OutHeight * shape.OutWidth;
            float[] x = Random(shape.Planes * inCount);
            float[] g = Random(shape.Planes * outCount);
            PoolShape s = shape;
            Check(g.Length, (d, y, i) => WithIndices(d, i[0], g.Length, (max, index) => Copy(d, max, y)), x);
            Check(g.Length, (d, y, i) => WithIndices(d, i[0], g.Length, (max, index) => Copy(d, index, y)), x);
            Check(g.Length, (d, y, i) => WithIndices(d, i[0], g.Length, (_, index) => d.Execute(new MaxPoolGather(i[1], index, y, s, Transposed: false))), x, Random(x.Length));
            Check(x.Length, (d, y, i) => WithIndices(d, i[0], g.Length, (_, index) => d.Execute(new MaxPoolGather(i[1], index, y, s, Transposed: true))), x, g);
            Check(g.Length, (d, y, i) => d.Execute(new AveragePool(i[0], y, s)), x);
            Check(x.Length, (d, y, i) => d.Execute(new AveragePool(i[0], y, s, Transposed: true)), g);

            void WithIndices(Device d, DeviceBuffer input, int count, Action<DeviceBuffer, DeviceBuffer> use)
            {
                DeviceBuffer max = d.Allocator.Rent(count);
                DeviceBuffer index = d.Allocator.Rent(count);
                d.Execute(new MaxPool(input, max, index, s));
                use(max, index);
                max.Release();
                index.Release();
            }
        }
    }

    [Test]
    public void Resize([Values] ResizeMode mode)
    {
        foreach ((int h, int w, int oh, int ow) in new[] { (1, 1, 3, 5), (3, 5, 6, 10), (7, 9, 3, 4), (5, 17, 5, 17), (4, 3, 11, 2), (16, 12, 32, 24), (3, 39, 6, 78) })
        {
            ResizeShape shape = new(3, h, w, oh, ow, mode);
            Check(3 * oh * ow, (d, y, i) => d.Execute(new Resize(i[0], y, shape)), Random(3 * h * w));
            Check(3 * h * w, (d, y, i) => d.Execute(new Resize(i[0], y, shape, Transposed: true)), Random(3 * oh * ow));
        }
    }

    [Test]
    public void ReflectPad()
    {
        foreach (ReflectPadShape shape in new ReflectPadShape[]
        {
            new(1, 2, 2, 1, 1, 1, 1), new(3, 5, 7, 3, 3, 3, 3), new(2, 4, 17, 0, 3, 0, 1), new(2, 3, 4, 2, 0, 3, 0), new(1, 1, 1, 0, 0, 0, 0),
        })
        {
            int inCount = shape.Planes * shape.InHeight * shape.InWidth;
            int outCount = shape.Planes * shape.OutHeight * shape.OutWidth;
            Check(outCount, (d, y, i) => d.Execute(new ReflectPad(i[0], y, shape)), Random(inCount));
            Check(inCount, (d, y, i) => d.Execute(new ReflectPad(i[0], y, shape, Transposed: true)), Random(outCount));
        }
    }

    [Test]
    public void Normalization([Values] NormalizationKind kind, [Values] bool affine, [Values(1, 0.2)] double slope)
    {
        (int, int, int)[] sizes = Tiny ? [(1, 1, 7), (2, 3, 17), (3, 5, 35)] : [(1, 1, 7), (2, 3, 17), (3, 5, 35), (1, 7, 1031)];
        foreach ((int n, int c, int s) in sizes)
        {
            NormalizationShape shape = new(n, c, s);
            Activation activation = Activation.LeakyRelu(slope);
            float[] x = Random((long)n * c * s);
            Spread(x, n, c, s);
            (float[] g, float[] v) = (Random(x.Length), Random(x.Length));
            (float[] gamma, float[] beta) = (Random(c, positive: true), Random(c));
            Check(n * c, (d, y, i) => WithStatistics(d, i[0], (mean, _, _) => Copy(d, mean, y)), x);
            Check(n * c, (d, y, i) => WithStatistics(d, i[0], (_, rstd, _) => Copy(d, rstd, y)), x);
            Check(n, (d, y, i) => WithStatistics(d, i[0], (_, _, choice) => Copy(d, choice, y)), x);
            Check(x.Length, (d, y, i) => WithStatistics(d, i[0], (mean, rstd, _) => d.Execute(new Normalize(
                i[0], mean, rstd, affine ? i[1] : null, affine ? i[2] : null, null, y, shape, activation))), x, gamma, beta);
            Check(x.Length, (d, y, i) => WithStatistics(d, i[0], (mean, rstd, _) => d.Execute(new Normalize(
                i[0], mean, rstd, affine ? i[1] : null, affine ? i[2] : null, i[3], y, shape, activation))), x, gamma, beta, g);
            Check(x.Length, (d, y, i) => Backward(d, i, y, 0), x, gamma, beta, g);
            if (affine)
            {
                Check(c, (d, y, i) => Backward(d, i, y, 1), x, gamma, beta, g);
                Check(c, (d, y, i) => Backward(d, i, y, 2), x, gamma, beta, g);
            }

            Check(x.Length, (d, y, i) => WithStatistics(d, i[0], (mean, rstd, choice) =>
                d.Execute(new NormalizationDoubleBackward(i[1], i[2], i[0], mean, rstd, choice, y, shape))), x, v, g);

            void WithStatistics(Device d, DeviceBuffer input, Action<DeviceBuffer, DeviceBuffer, DeviceBuffer> use)
            {
                DeviceBuffer mean = d.Allocator.Rent(n * c);
                DeviceBuffer rstd = d.Allocator.Rent(n * c);
                DeviceBuffer choice = d.Allocator.Rent(n);
                d.Execute(new NormalizationStatistics(input, new StatisticsOutput(mean, rstd, choice, kind, 1e-5), shape));
                use(mean, rstd, choice);
                mean.Release();
                rstd.Release();
                choice.Release();
            }

            void Backward(Device d, DeviceBuffer[] i, DeviceBuffer y, int which) => WithStatistics(d, i[0], (mean, rstd, choice) =>
            {
                DeviceBuffer[] outputs = [d.Allocator.Rent(n * c * s), d.Allocator.Rent(c), d.Allocator.Rent(c)];
                d.Execute(new NormalizationBackward(
                    i[3], i[0], mean, rstd, choice, affine ? i[1] : null, affine ? i[2] : null, outputs[0], affine ? outputs[1] : null, affine ? outputs[2] : null, shape, activation));
                Copy(d, outputs[which], y);
                foreach (DeviceBuffer output in outputs)
                {
                    output.Release();
                }
            });
        }
    }

    [Test]
    public void NormalizationOfLargeMeansKeepsItsPrecision()
    {
        NormalizationShape shape = new(1, 2, 67);
        float[] x = [.. Random(134).Select(value => value + 1000)];
        DeviceBuffer input = Device.Allocator.Rent(134);
        Device.Upload(x, input);
        DeviceBuffer[] outputs = [Device.Allocator.Rent(2), Device.Allocator.Rent(2), Device.Allocator.Rent(1)];
        Device.Execute(new NormalizationStatistics(
            input, new StatisticsOutput(outputs[0], outputs[1], outputs[2], NormalizationKind.Instance, 1e-5), shape));
        float[] rstd = new float[2];
        Device.Download(outputs[1], rstd);
        for (int c = 0; c < 2; c++)
        {
            double mean = x.Skip(c * 67).Take(67).Average(value => (double)value);
            double variance = x.Skip(c * 67).Take(67).Average(value => (value - mean) * (value - mean));
            Assert.That(rstd[c], Is.EqualTo(1 / Math.Sqrt(variance + 1e-5)).Within(0.1).Percent);
        }

        input.Release();
        Array.ForEach(outputs, output => output.Release());
    }

    [Test]
    public void Adam()
    {
        for (int which = 0; which < 3; which++)
        {
            int output = which == 0 ? 0 : which + 1;
            float[][] inputs = [Random(37), Random(37), Random(37), Random(37, positive: true)];
            Check(
                37,
                (d, y, i) =>
                {
                    d.Execute(new Adam(i[0], i[1], i[2], i[3], new AdamStep(1e-2, 0.5, 0.999, 1e-8, 3)));
                    Copy(d, i[output], y);
                },
                inputs);
        }
    }

    private static void Copy(Device device, DeviceBuffer from, DeviceBuffer to) => device.Execute(new Unary(UnaryOp.Affine, from, to, 1, 0));

    /// <summary>Gives samples and channels different scales, so that samples choose different branches.</summary>
    private static void Spread(float[] x, int n, int c, int s)
    {
        for (int i = 0; i < x.Length; i++)
        {
            (int sample, int channel) = (i / (c * s), i / s % c);
            x[i] = (x[i] * (1 + (sample % 2 * channel))) + (sample % 2 == 0 ? channel : 0.1f * channel);
        }
    }

    private IEnumerable<int> Sizes(params int[] sizes) => sizes.Where(size => !Tiny || size < 100);

    private float[] Random(long count, bool positive = false)
    {
        RandomStream random = new(20, _stream++);
        float[] values = new float[count];
        random.FillNormal(values);
        for (int i = 0; positive && i < values.Length; i++)
        {
            values[i] = MathF.Abs(values[i]) + 0.1f;
        }

        return values;
    }

    private delegate void Primitive(Device device, DeviceBuffer output, DeviceBuffer[] inputs);

    /// <summary>
    /// Runs the primitive on both devices and compares. Rounding errors of a sum of K terms of size t are at most
    /// K·t·2⁻²⁴ and typically √K·t·2⁻²⁴; the bound is 3·10⁻⁵ of the result's root mean square plus as much of the value.
    /// </summary>
    private void Check(long count, Primitive primitive, params float[][] inputs)
    {
        float[] expected = Expected(count, primitive, inputs);
        float[] actual = Run(Device, count, primitive, inputs);
        // Inputs are of size one: where all of it cancels, rounding is still that of the terms.
        double scale = Math.Max(0.02, Math.Sqrt(expected.Average(value => (double)value * value)));
        const double Tolerance = 3e-5;
        for (int i = 0; i < expected.Length; i++)
        {
            double bound = Tolerance * (scale + Math.Abs(expected[i]));
            if (!(Math.Abs(actual[i] - expected[i]) <= bound))
            {
                Assert.Fail($"element {i} of {count}: expected {expected[i]}, was {actual[i]} (bound {bound})");
            }
        }
    }

    private static float[] Expected(long count, Primitive primitive, float[][] inputs) =>
        s_expected.GetOrAdd((TestContext.CurrentContext.Test.Name, primitive.Method, Hash(inputs)), _ => Run(Reference, count, primitive, inputs));

    private static ulong Hash(float[][] inputs)
    {
        StableHash hash = new();
        foreach (float[] input in inputs)
        {
            hash.Add(BitConverter.GetBytes(input.Length));
            hash.Add(MemoryMarshal.AsBytes(input.AsSpan()));
        }

        return hash.Value;
    }

    private static float[] Run(Device device, long count, Primitive primitive, float[][] inputs)
    {
        DeviceBuffer[] buffers = [.. inputs.Select(values =>
        {
            DeviceBuffer buffer = device.Allocator.Rent(values.Length);
            device.Upload(values, buffer);
            return buffer;
        })];
        DeviceBuffer output = device.Allocator.Rent(count);
        float[] values = new float[count];
        Array.Fill(values, float.NaN);
        device.Upload(values, output);
        primitive(device, output, buffers);
        device.Download(output, values);
        output.Release();
        Array.ForEach(buffers, buffer => buffer.Release());
        return values;
    }
}
