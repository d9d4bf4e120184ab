using ILComicGAN.Engine.Autograd;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Devices.Cpu;
using ILComicGAN.Engine.Devices.Cpu.Convolution;
using ILComicGAN.Engine.Devices.Cpu.Threading;
using ILComicGAN.Engine.Devices.Reference;
using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Engine.Random;

namespace ILComicGAN.Engine.Tests.Devices;

public sealed class CpuDeviceTests
{
    /// <summary>The widths of vectors that this machine has.</summary>
    private static IEnumerable<SimdLevel> Levels => Enum.GetValues<SimdLevel>().Where(level => level <= CpuDevice.BestLevel);

    /// <summary>A small network with every kind of work in it: forward, backward and the gradient of a gradient.</summary>
    [Test]
    public void ResultsDoNotDependOnTheNumberOfThreads()
    {
        float[] expected = Compute(1);
        foreach (int threads in new[] { 2, 3, 5 })
        {
            Assert.That(Compute(threads).AsSpan().SequenceEqual(expected), Is.True, $"{threads} threads");
        }

        static float[] Compute(int threads)
        {
            using CpuDevice device = CpuDevice.Create(threads);
            using Parameter w1 = Random(device, 1, 40, 3, 3, 3);
            using Parameter w2 = Random(device, 2, 40, 1, 3, 3);
            using Parameter w3 = Random(device, 3, 24, 40, 3, 3);
            using Parameter gamma = Random(device, 4, 40);
            using Parameter beta = Random(device, 5, 40);
            using Parameter photo = Random(device, 6, 2, 3, 61, 83);
            using TensorScope scope = new();
            Tensor x = photo.Detach().AsLeaf();
            Tensor h = Functional.Normalize(Functional.Conv2d(x, w1, padding: 1), NormalizationKind.Selected, gamma, beta, slope: 0.2);
            h = Functional.Conv2d(Functional.ReflectPad(h, 1, 1, 1, 1), w2, groups: 40);
            h = Functional.MaxPool(Functional.Resize(h, 100, 90, ResizeMode.Bilinear), 2, 2);
            h = Functional.Conv2d(h, w3, stride: 2);
            Tensor loss = Functional.Mean(Functional.Abs(Functional.Gram(h)));
            Tensor gradient = Gradients.Of(loss, [x], createGraph: true)[0];
            Gradients.Backward(Functional.Sum(gradient * gradient) + loss);
            return [.. loss.ToArray(), .. gradient.ToArray(), .. w1.Gradient!.ToArray(), .. w2.Gradient!.ToArray(), .. w3.Gradient!.ToArray(), .. gamma.Gradient!.ToArray()];
        }
    }

    /// <summary>
    /// What is applied where a convolution reads has the bits of a pass of its own, and what is gathered where it writes
    /// does not depend on the number of threads.
    /// </summary>
    [TestCase(1, 16, 3, 3, 16, 3, 1, 1)]
    [TestCase(2, 18, 37, 73, 21, 3, 1, 1)]
    [TestCase(1, 64, 64, 64, 40, 3, 1, 1)]
    [TestCase(2, 16, 66, 70, 16, 3, 1, 1)]
    [TestCase(1, 33, 41, 61, 64, 3, 2, 1)]
    [TestCase(2, 40, 31, 29, 67, 1, 1, 1)]
    [TestCase(2, 3, 41, 53, 64, 7, 1, 1)]
    [TestCase(1, 64, 29, 31, 3, 7, 1, 1)]
    [TestCase(2, 17, 31, 45, 17, 3, 1, 17)]
    public void FusionHasTheBitsOfPassesAndOfOneThread(
        int batch, int channels, int height, int width, int outChannels, int kernel, int stride, int groups)
    {
        foreach ((int enlarge, ConvolutionAccuracy accuracy) in new[]
        {
            (1, ConvolutionAccuracy.Standard), (2, ConvolutionAccuracy.Standard), (1, ConvolutionAccuracy.Relaxed), (2, ConvolutionAccuracy.Relaxed),
        })
        {
            int border = kernel / 2;
            InputView view = new(height, width, enlarge, border, border, border, border);
            Conv2dShape shape = new(
                batch, channels, view.PaddedHeight, view.PaddedWidth, outChannels, kernel, kernel, stride, 0, groups);
            float[] expected = Compute(1, separate: false);
            float[] separate = Compute(2, separate: true);
            int results = batch * outChannels * shape.OutHeight * shape.OutWidth;
            int different = Enumerable.Range(0, results).Count(i => expected[i] != separate[i]);
            Assert.That(different, Is.Zero, $"of {results} have other bits than passes of their own give");
            Assert.That(expected.Skip(results), Is.EqualTo(separate.Skip(results)).Within(1e-5f));
            foreach (int threads in new[] { 2, 3, 5 })
            {
                Assert.That(Compute(threads, separate: false).AsSpan().SequenceEqual(expected), Is.True, $"{threads} threads");
            }

            float[] Compute(int threads, bool separate)
            {
                using CpuDevice device = CpuDevice.Create(threads);
                int planes = batch * channels;
                using Parameter x = Random(device, 1, batch, channels, height, width);
                using Parameter w = Random(device, 2, outChannels, channels / groups, kernel, kernel);
                using Parameter mean = Random(device, 3, planes);
                using Parameter rstd = Random(device, 4, planes);
                using Parameter gamma = Random(device, 5, channels);
                using Parameter beta = Random(device, 6, channels);
                using TensorScope scope = new();
                Tensor y = Tensor.Empty(device, new Shape(batch, outChannels, shape.OutHeight, shape.OutWidth));
                Tensor yMean = Tensor.Empty(device, new Shape(batch, outChannels));
                Tensor yRstd = Tensor.Empty(device, new Shape(batch, outChannels));
                Tensor choice = Tensor.Empty(device, new Shape(batch));
                NormalizationPrologue prologue = new(mean.Buffer, rstd.Buffer, gamma.Buffer, beta.Buffer, Activation.LeakyRelu(0.2));
                StatisticsOutput statistics = new(yMean.Buffer, yRstd.Buffer, choice.Buffer, NormalizationKind.Selected, 1e-2);
                if (separate)
                {
                    Tensor seen = Tensor.Empty(device, x.Shape);
                    device.Execute(new Normalize(
                        x.Buffer,
                        mean.Buffer,
                        rstd.Buffer,
                        gamma.Buffer,
                        beta.Buffer,
                        null,
                        seen.Buffer,
                        new NormalizationShape(batch, channels, height * width),
                        Activation.LeakyRelu(0.2)));
                    device.Execute(new Conv2d(new ConvolutionInput(seen.Buffer, view), w.Buffer, y.Buffer, shape, Accuracy: accuracy));
                    device.Execute(new NormalizationStatistics(
                        y.Buffer, statistics, new NormalizationShape(batch, outChannels, shape.OutHeight * shape.OutWidth)));
                }
                else
                {
                    device.Execute(new Conv2d(
                        new ConvolutionInput(x.Buffer, view, prologue), w.Buffer, y.Buffer, shape, new Epilogue(Statistics: statistics), accuracy));
                }

                return [.. y.ToArray(), .. yMean.ToArray(), .. yRstd.ToArray(), .. choice.ToArray()];
            }
        }
    }

    /// <summary>
    /// Winograd's tiles wherever they can be, also where the cost model would not take them, over random sizes: on an
    /// enlarged picture, with stride 2 (zeros around, or reflected on some sides) and with stride 1. Within 3·10⁻⁵ of the
    /// result's root mean square plus as much of the value, as all primitives, and within 10⁻⁴ by the larger tiles that are
    /// used where nothing is trained; and the same bits with any number of threads.
    /// </summary>
    [Test]
    public void WinogradOfAllKindsAgreesWithTheDefinition(
        [ValueSource(nameof(Levels))] SimdLevel level, [Values(1, 2)] int stride, [Values(1, 2)] int enlarge, [Values] bool wide)
    {
        using ReferenceDevice reference = new();
        using CpuDevice one = CpuDevice.Create(1, level);
        using CpuDevice three = CpuDevice.Create(3, level);
        (one.AlwaysWinograd, three.AlwaysWinograd) = (true, true);
        double tolerance = wide ? 1e-4 : 3e-5;
        System.Random random = new(stride + (10 * enlarge) + (100 * (int)level));
        for (int repeat = 0; repeat < 8; repeat++)
        {
            (int batch, int channels, int outChannels) = (random.Next(1, 4), random.Next(16, 40), random.Next(16, 40));
            (int height, int width) = (random.Next(2, 40), random.Next(2, 70));
            InputView view = repeat % 4 == 3 ? new(height, width, enlarge, 0, 1, 0, 1) : new(height, width, enlarge, 1, 1, 1, 1);
            bool padded = enlarge == 1 && repeat % 4 == 2;
            Conv2dShape shape = padded
                ? new(batch, channels, height, width, outChannels, 3, 3, stride, 1, 1)
                : new(batch, channels, view.PaddedHeight, view.PaddedWidth, outChannels, 3, 3, stride, 0, 1);
            float[] expected = Compute(reference);
            float[] actual = Compute(one);
            double scale = Math.Sqrt(expected.Average(value => (double)value * value));
            for (int i = 0; i < expected.Length; i++)
            {
                Assert.That(actual[i], Is.EqualTo(expected[i]).Within(tolerance * (scale + Math.Abs(expected[i]))), $"{shape} of {view}, element {i}");
            }

            Assert.That(Compute(three).AsSpan().SequenceEqual(actual), Is.True, $"{shape} with three threads");

            float[] Compute(Device device)
            {
                using TensorScope scope = new();
                Tensor x = Values(device, 1, new Shape(batch, channels, height, width), repeat);
                Tensor w = Values(device, 2, new Shape(outChannels, channels, 3, 3), repeat);
                Tensor bias = Values(device, 3, new Shape(outChannels), repeat);
                Tensor y = Tensor.Empty(device, new Shape(batch, outChannels, shape.OutHeight, shape.OutWidth));
                device.Execute(new Conv2d(
                    new ConvolutionInput(x.Buffer, padded ? null : view),
                    w.Buffer,
                    y.Buffer,
                    shape,
                    new Epilogue(bias.Buffer, Activation.LeakyRelu(0.2)),
                    wide ? ConvolutionAccuracy.Relaxed : ConvolutionAccuracy.Standard));

                return y.ToArray();
            }
        }

        static Tensor Values(Device device, ulong stream, Shape shape, int seed)
        {
            float[] values = new float[shape.Count];
            new RandomStream((ulong)seed, stream).FillNormal(values);
            return Tensor.FromHost(device, shape, values);
        }
    }

    /// <summary>
    /// Transformed kernels are kept from the second use on: every use has the same bits, other weights are noticed however
    /// they got there, and nothing is left when the weights are gone.
    /// </summary>
    [TestCase(1, 1)]
    [TestCase(1, 2)]
    [TestCase(2, 1)]
    public void PreparedWeightsFollowTheirWeights(int enlarge, int stride)
    {
        InputView view = new(23, 31, enlarge, 1, 1, 1, 1);
        Conv2dShape shape = new(1, 17, view.PaddedHeight, view.PaddedWidth, 19, 3, 3, stride, 0, 1);
        using CpuDevice device = CpuDevice.Create(2);
        device.AlwaysWinograd = true;
        long before = device.Allocator.Statistics.InUse;
        using (Parameter x = Random(device, 1, 1, 17, 23, 31))
        using (Parameter w = Random(device, 2, 19, 17, 3, 3))
        {
            float[] first = Compute(device, x, w);
            Assert.That(Compute(device, x, w), Is.EqualTo(first));
            (long prepared, long reused) = w.Buffer.Prepared.Counts;
            Assert.That((prepared, reused), Is.EqualTo((2, 0)), "the first use is not worth keeping");
            Assert.That(Compute(device, x, w), Is.EqualTo(first), "by prepared weights");
            Assert.That(w.Buffer.Prepared.Counts, Is.EqualTo((2, 1)));

            w.Fill(values => values[^1] += 1);
            Agree(x, w, "one weight is another");
            using Parameter others = Random(device, 3, 19, 17, 3, 3);
            w.Assign(others);
            Agree(x, w, "all are");
            using Parameter gradient = Random(device, 4, 19, 17, 3, 3);
            using Parameter moments = new(device, w.Shape, new float[w.Count]);
            using Parameter squares = new(device, w.Shape, new float[w.Count]);
            device.Execute(new Adam(
                w.Buffer, gradient.Buffer, moments.Buffer, squares.Buffer, new AdamStep(0.1, 0.9, 0.999, 1e-8, 1)));
            Agree(x, w, "after a step of training");
        }

        Assert.That(device.Allocator.Statistics.InUse, Is.EqualTo(before));
        using Parameter photo = Random(device, 1, 1, 17, 23, 31);
        using Parameter shared = Random(device, 2, 19, 17, 3, 3);
        float[][] results = new float[8][];
        Parallel.For(0, results.Length, i => results[i] = Compute(device, photo, shared));
        Assert.That(results, Has.All.EqualTo(results[0]), "used by several threads at once");

        void Agree(Parameter x, Parameter w, string why)
        {
            using CpuDevice fresh = CpuDevice.Create(1);
            fresh.AlwaysWinograd = true;
            using Parameter sameX = new(fresh, x.Shape, x.ToArray());
            using Parameter sameW = new(fresh, w.Shape, w.ToArray());
            float[] expected = Compute(fresh, sameX, sameW);
            for (int use = 0; use < 3; use++)
            {
                Assert.That(Compute(device, x, w), Is.EqualTo(expected), $"{why}, use {use}");
            }
        }

        float[] Compute(CpuDevice on, Parameter x, Parameter w)
        {
            using TensorScope scope = new();
            Tensor y = Tensor.Empty(on, new Shape(1, 19, shape.OutHeight, shape.OutWidth));
            on.Execute(new Conv2d(
                new ConvolutionInput(x.Buffer, view), w.Buffer, y.Buffer, shape, Accuracy: ConvolutionAccuracy.Relaxed, KeepsWeights: true));
            return y.ToArray();
        }
    }

    [TestCaseSource(nameof(Levels))]
    public void EveryWidthOfVectorsThatTheMachineHasCanBeChosen(SimdLevel level)
    {
        using CpuDevice device = CpuDevice.Create(1, level);
        Assert.That(device.Level, Is.EqualTo(level));
    }

    /// <summary>Also where the machine has the widest that we know: then the one after it is refused.</summary>
    [Test]
    public void WiderVectorsThanTheMachinesAreRefused() =>
        Assert.That(() => CpuDevice.Create(1, CpuDevice.BestLevel + 1), Throws.TypeOf<PlatformNotSupportedException>());

    [Test]
    public void ThePoolDoesEveryPieceOnceAndPassesFailuresOn()
    {
        using WorkerPool pool = new(3);
        for (int repeat = 0; repeat < 50; repeat++)
        {
            int[] done = new int[101];
            pool.Run(done.Length, i =>
            {
                // Work inside work runs where it is.
                pool.Run(2, _ => Interlocked.Increment(ref done[i]));
            });
            Assert.That(done, Has.All.EqualTo(2));
        }

        Assert.That(
            () => pool.Run(20, i => _ = i == 7 ? throw new FormatException() : i),
            Throws.InvalidOperationException.With.InnerException.TypeOf<FormatException>());
        int count = 0;
        pool.Run(5, _ => Interlocked.Increment(ref count));
        Assert.That(count, Is.EqualTo(5));
    }

    /// <summary>Two pictures at a time: a caller waits for its own work only, even where another's has all threads.</summary>
    [Test]
    [CancelAfter(60_000)]
    public void SeveralCallersShareTheThreads()
    {
        using WorkerPool pool = new(2);
        using ManualResetEventSlim release = new(false);
        using CountdownEvent held = new(2);
        Task blocked = Task.Run(() => pool.Run(2, _ =>
        {
            held.Signal();
            release.Wait();
        }));
        Assert.That(held.Wait(30_000), Is.True, "both threads are taken");
        Task<int>[] others = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            int count = 0;
            for (int i = 0; i < 200; i++)
            {
                pool.Run(7, _ => Interlocked.Increment(ref count));
            }

            return count;
        }))];
        Assert.That(Task.WaitAll(others, 30_000), Is.True, "nobody waits for the long work");
        Assert.That(others.Select(other => other.Result), Has.All.EqualTo(1400));
        Assert.That(blocked.IsCompleted, Is.False);
        release.Set();
        Assert.That(blocked.Wait(30_000), Is.True);
    }

    private static Parameter Random(CpuDevice device, ulong stream, params int[] sizes)
    {
        Shape shape = new(sizes);
        float[] values = new float[shape.Count];
        new RandomStream(4, stream).FillNormal(values);
        return new Parameter(device, shape, values);
    }
}
