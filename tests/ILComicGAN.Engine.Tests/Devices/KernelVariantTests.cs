using CsCheck;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Devices.Reference;
using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Engine.Gpu;
using ILComicGAN.Engine.Gpu.Benchmarks;
using ILComicGAN.Engine.Gpu.Choice;
using ILComicGAN.Engine.Gpu.Products;
using ILComicGAN.Engine.Memory;
using ILComicGAN.Engine.Random;
using ILComicGAN.Tests.Shared;

namespace ILComicGAN.Engine.Tests.Devices;

/// <summary>
/// Every variant of every product, forced, over random shapes: right against float64, and the same bits each time it is
/// run again, which a race or a missing barrier would not give.
/// </summary>
[TestFixtureSource(typeof(TestDevices), nameof(TestDevices.Gpus))]
[Category(SlowTests.Category)]
public sealed class KernelVariantTests(string deviceName)
{
    private const double Tolerance = 1e-5;

    /// <summary>Multiply-adds of a shape.</summary>
    private long Most => IsMachine ? 1_000_000 : 10_000_000;

    private bool IsMachine => TestDevices.IsMachine(deviceName);

    private int Shapes => IsMachine ? 2 : CompilesSlowly ? 4 : 8;

    private int Repeats => IsMachine ? 1 : 4;

    /// <summary>
    /// Compiles each kernel for seconds: of what a prologue and an epilogue can do it gets all at once. The PTX machine gets
    /// every mixture.
    /// </summary>
    private bool CompilesSlowly => deviceName.StartsWith("opencl", StringComparison.Ordinal);

    private static readonly Gen<MatMulShape> s_products =
        from batch in Gen.Int[1, 3]
        from m in Gen.OneOf(Gen.Int[1, 40], Gen.Int[1, 300])
        from n in Gen.OneOf(Gen.Const(1), Gen.Int[1, 40], Gen.Int[1, 300])
        from k in Gen.OneOf(Gen.Int[1, 40], Gen.Int[1, 12].Select(tiles => tiles * 16))
        from a in Gen.Bool
        from b in Gen.Bool
        from shared in Gen.Int[0, 2]
        select new MatMulShape(batch, m, n, k, a, b, shared == 1, shared == 2);

    private static readonly Gen<Conv2dShape> s_convolutions =
        from batch in Gen.Int[1, 3]
        from inChannels in Gen.OneOf(Gen.Int[1, 9], Gen.Int[1, 8].Select(blocks => blocks * 16), Gen.Const(128))
        from outChannels in Gen.OneOf(Gen.Int[1, 9], Gen.Int[1, 150], Gen.Const(64))
        from height in Gen.Int[3, 24]
        from width in Gen.OneOf(Gen.Int[3, 24], Gen.Const(16), Gen.Const(32))
        from kernel in Gen.OneOf(Gen.Const(3), Gen.Const(1), Gen.Const(5))
        from stride in Gen.OneOf(Gen.Const(1), Gen.Int[1, 3])
        from padding in Gen.Int[0, 2]
        from depthwise in Gen.Int[0, 3]
        where height + (2 * padding) >= kernel && width + (2 * padding) >= kernel
        select depthwise == 0
            ? new Conv2dShape(batch, inChannels, height, width, inChannels, kernel, kernel, stride, padding, inChannels)
            : new Conv2dShape(batch, inChannels, height, width, outChannels, kernel, kernel, stride, padding, 1);

    private static IEnumerable<string> MatMuls => MatMulVariants.All.Select(variant => variant.Name);

    private static IEnumerable<string> Forwards => ConvolutionVariants.Forward.Select(variant => variant.Name);

    private static IEnumerable<string> InputGradients => ConvolutionVariants.InputGradient.Select(variant => variant.Name);

    private static IEnumerable<string> WeightGradients => ConvolutionVariants.WeightGradient.Select(variant => variant.Name);

    private Gen<ConvolutionCase> Convolutions =>
        s_convolutions.Where(s => s.FloatingPointOperations / 2 < Most).Select(s => new ConvolutionCase(s));

    /// <summary>As seen through a border, enlarged or not, and normalized or not.</summary>
    private Gen<ConvolutionCase> FusedConvolutions =>
        from shape in s_convolutions
        from upsample in Gen.Int[1, 2]
        from isView in Gen.Bool.Select(value => value || CompilesSlowly)
        from normalized in Gen.Bool.Select(value => value || CompilesSlowly)
        let top = Math.Min(shape.Padding, (upsample * shape.InHeight) - 1)
        let left = Math.Min(shape.Padding, (upsample * shape.InWidth) - 1)
        let view = new InputView(shape.InHeight, shape.InWidth, upsample, top, Math.Max(0, top - 1), left, shape.Padding == 2 ? 1 : left)
        let plain = shape with { Padding = normalized ? 0 : shape.Padding }
        let seen = isView ? plain with { InHeight = view.PaddedHeight, InWidth = view.PaddedWidth, Padding = 0 } : plain
        where seen.InHeight + (2 * seen.Padding) >= seen.KernelHeight && seen.InWidth + (2 * seen.Padding) >= seen.KernelWidth
            && seen.FloatingPointOperations / 2 < Most
        select new ConvolutionCase(seen, isView ? view : null, HasPrologue: normalized, HasStatistics: true);

    [TestCaseSource(nameof(MatMuls))]
    public void MatMul(string variant) => Sample(variant, MatMulVariants.All, s_products.Where(s => (long)s.Batch * s.M * s.N * s.K < Most), shape => Check(
        variant,
        [(shape.SharedA ? 1L : shape.Batch) * shape.M * shape.K, (shape.SharedB ? 1L : shape.Batch) * shape.K * shape.N],
        (long)shape.Batch * shape.M * shape.N,
        (d, i, y) => d.Execute(new MatMul(i[0], i[1], y, shape))));

    [TestCaseSource(nameof(Forwards))]
    public void ConvForward(string variant) => Sample(variant, ConvolutionVariants.Forward, Convolutions, c => Check(
        variant,
        [X(c.Shape), W(c.Shape), c.Shape.OutChannels],
        Y(c.Shape),
        (d, i, y) => d.Execute(new Conv2d(new ConvolutionInput(i[0]), i[1], y, c.Shape, new Epilogue(i[2], Activation.LeakyRelu(0.2))))));

    /// <summary>With everything that a prologue and an epilogue can do.</summary>
    [TestCaseSource(nameof(Forwards))]
    public void FusedForward(string variant) => Sample(
        variant, ConvolutionVariants.Forward, FusedConvolutions.Select(c => c with { HasStatistics = variant != "few-rows" }), c =>
    {
        Conv2dShape s = c.Shape;
        int planes = s.Batch * s.OutChannels;
        int inPlanes = s.Batch * s.InChannels;
        long stored = (long)inPlanes * c.Stored.Height * c.Stored.Width;
        TestContext.Out.WriteLine(c);
        Check(
            variant,
            [stored, W(s), s.OutChannels, Y(s), inPlanes, inPlanes, s.InChannels, s.InChannels],
            Y(s) + (c.HasStatistics ? 2 * planes : 0),
            (d, i, y) => Fused(d, c, i, y),
            KernelBenchmark.PrecisionOf(variant) == Precision.Float32 ? null : MakePrologueExact);
    });

    /// <summary>
    /// Eighths to normalize, and powers of two to scale them by: normalized in any order they have the same bits. A last bit
    /// of float32 that differs would round some operands of lower precision to a neighbor, 5e-4 away.
    /// </summary>
    private static void MakePrologueExact(float[][] inputs)
    {
        foreach (int input in (int[])[0, 4, 7])
        {
            float[] eighths = inputs[input];
            for (int i = 0; i < eighths.Length; i++)
            {
                eighths[i] = MathF.Round(8 * eighths[i]) / 8;
            }
        }

        foreach (int input in (int[])[5, 6])
        {
            float[] powers = inputs[input];
            for (int i = 0; i < powers.Length; i++)
            {
                powers[i] = MathF.CopySign(MathF.ScaleB(1, (int)Math.Clamp(powers[i], -2, 2)), powers[i]);
            }
        }
    }

    private void Fused(Device d, ConvolutionCase c, DeviceBuffer[] i, DeviceBuffer y)
    {
        Conv2dShape s = c.Shape;
        int planes = s.Batch * s.OutChannels;
        DeviceBuffer result = d.Allocator.Rent(Y(s)), mean = d.Allocator.Rent(planes), rstd = d.Allocator.Rent(planes), choice = d.Allocator.Rent(s.Batch);
        NormalizationPrologue? prologue = c.HasPrologue ? new(i[4], i[5], i[6], i[7], Activation.LeakyRelu(0.2)) : null;
        Activation activation = s.OutChannels % 2 == 0 || CompilesSlowly ? Activation.LeakyRelu(0.2) : new Activation(UnaryOp.Tanh);
        d.Execute(new Conv2d(
            new ConvolutionInput(i[0], c.View, prologue),
            i[1],
            result,
            s,
            new Epilogue(i[2], activation, i[3], c.HasStatistics ? new StatisticsOutput(mean, rstd, choice, NormalizationKind.Instance, 1) : null)));
        long at = 0;
        foreach (DeviceBuffer part in c.HasStatistics ? new[] { result, mean, rstd } : [result])
        {
            d.Execute(new Copy(part, y, new CopyPlan([checked((int)part.Length)], [1], [1], 0, at)));
            at += part.Length;
        }

        Array.ForEach([result, mean, rstd, choice], buffer => buffer.Release());
    }

    [TestCaseSource(nameof(InputGradients))]
    public void ConvInputGradient(string variant) => Sample(variant, ConvolutionVariants.InputGradient, Convolutions, c => Check(
        variant, [Y(c.Shape), W(c.Shape)], X(c.Shape), (d, i, y) => d.Execute(new Conv2dInputGradient(i[0], i[1], y, c.Shape))));

    [TestCaseSource(nameof(WeightGradients))]
    public void ConvWeightGradient(string variant) => Sample(variant, ConvolutionVariants.WeightGradient, Convolutions, c => Check(
        variant,
        [X(c.Shape), Y(c.Shape)],
        W(c.Shape),
        (d, i, y) => d.Execute(new Conv2dWeightGradient(new ConvolutionInput(i[0]), i[1], y, c.Shape))));

    [TestCaseSource(nameof(WeightGradients))]
    public void WeightGradientOfAView(string variant) =>
        Sample(variant, ConvolutionVariants.WeightGradient, FusedConvolutions.Where(c => c.View is not null), c => Check(
            variant,
            [(long)c.Shape.Batch * c.Shape.InChannels * c.Stored.Height * c.Stored.Width, Y(c.Shape)],
            W(c.Shape),
            (d, i, y) => d.Execute(new Conv2dWeightGradient(new ConvolutionInput(i[0], c.View), i[1], y, c.Shape))));

    /// <summary>Rows of whole tiles and channels of whole tiles: the steps come from a table, and one more is read after the last.</summary>
    [TestCaseSource(nameof(WeightGradients))]
    public void WeightGradientOfAViewByTable(string variant) => Sample(
        variant,
        ConvolutionVariants.WeightGradient,
        from upsample in Gen.Int[1, 2]
        from height in Gen.Int[2, 4]
        from batch in Gen.Int[1, 2]
        let view = new InputView(height, 32 / upsample, upsample, 1, 1, 1, 1)
        let shape = new Conv2dShape(batch, 128, view.PaddedHeight, view.PaddedWidth, 3, 3, 3, 2, 0, 1)
        select new ConvolutionCase(shape, view),
        c => Check(
            variant,
            [(long)c.Shape.Batch * c.Shape.InChannels * c.Stored.Height * c.Stored.Width, Y(c.Shape)],
            W(c.Shape),
            (d, i, y) => d.Execute(new Conv2dWeightGradient(new ConvolutionInput(i[0], c.View), i[1], y, c.Shape))));

    private static long X(Conv2dShape s) => (long)s.Batch * s.InChannels * s.InHeight * s.InWidth;

    private static long W(Conv2dShape s) => (long)s.OutChannels * s.GroupInChannels * s.KernelHeight * s.KernelWidth;

    private static long Y(Conv2dShape s) => (long)s.Batch * s.OutChannels * s.OutHeight * s.OutWidth;

    /// <summary>Checks a variant on some shapes that it can compute.</summary>
    private void Sample<TShape, TBuffers>(
        string name, IReadOnlyList<KernelVariant<TShape, TBuffers>> variants, Gen<TShape> shapes, Action<TShape> check)
        where TShape : notnull
    {
        if (CompilesSlowly)
        {
            SlowTests.SkipUnlessWanted($"compiling {name} on {deviceName}");
        }

        IlgpuDevice device = Device(name);
        KernelVariant<TShape, TBuffers> variant = variants.First(v => v.Name == name);
        int left = Shapes;
        device.Chooser.Forced = name;
        try
        {
            shapes.Sample(
                shape =>
                {
                    if (left > 0 && variant.Fits(device, shape))
                    {
                        left--;
                        check(shape);
                    }
                },
                iter: 100 * Shapes,
                threads: 1);
            if (left == Shapes)
            {
                Assert.Ignore($"{name} is not for {deviceName}");
            }
        }
        finally
        {
            device.Chooser.Forced = null;
        }
    }

    private IlgpuDevice Device(string variant) => (IlgpuDevice)TestDevices.Get(deviceName, KernelBenchmark.PrecisionOf(variant));

    private void Check(
        string variant, long[] inputs, long count, Action<Device, DeviceBuffer[], DeviceBuffer> run, Action<float[][]>? prepare = null)
    {
        float[][] values = [.. inputs.Select((length, i) =>
        {
            float[] random = new float[length];
            new RandomStream((ulong)length, (ulong)i).FillNormal(random);
            return random;
        })];
        prepare?.Invoke(values);
        // Operands are rounded alike: what is left is the order of float32 sums.
        using ReferenceDevice reference = new(KernelBenchmark.PrecisionOf(variant));
        float[] expected = Run(reference, values, count, 1, run)[0];
        float[][] actual = Run(Device(variant), values, count, Repeats, run);
        double size = Math.Sqrt(expected.Sum(value => (double)value * value));
        double error = Math.Sqrt(expected.Zip(actual[0], (e, a) => Math.Pow((double)e - a, 2)).Sum());
        Assert.That(error, Is.LessThanOrEqualTo(Tolerance * (size + 1e-3)), $"{variant}: {error / size:E1}");
        foreach (float[] again in actual.Skip(1))
        {
            Assert.That(again.AsSpan().SequenceEqual(actual[0]), Is.True, $"{variant} gave other bits when run again");
        }
    }

    private static float[][] Run(Device device, float[][] values, long count, int repeats, Action<Device, DeviceBuffer[], DeviceBuffer> run)
    {
        DeviceBuffer[] inputs = [.. values.Select(array =>
        {
            DeviceBuffer buffer = device.Allocator.Rent(array.Length);
            device.Upload(array, buffer);
            return buffer;
        })];
        DeviceBuffer output = device.Allocator.Rent(count);
        float[][] results = [.. Enumerable.Range(0, repeats).Select(_ =>
        {
            // Nothing of the last run may pass for this one's.
            device.Execute(new Fill(output, float.NaN));
            run(device, inputs, output);
            float[] result = new float[count];
            device.Download(output, result);
            return result;
        })];
        output.Release();
        Array.ForEach(inputs, input => input.Release());
        return results;
    }
}
