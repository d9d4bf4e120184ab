using ILComicGAN.Engine.Autograd;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Devices.Cpu;
using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Engine.Memory;
using ILComicGAN.Engine.Random;

namespace ILComicGAN.Engine.Tests.Fusion;

/// <summary>
/// What waits must never show: the values are those of one operation after the other, whatever is read, written or freed
/// in between. A recording device around the processor says which operations are executed.
/// </summary>
public sealed class FusionQueueTests
{
    private RecordingDevice _device = null!;
    private TensorScope _scope = null!;

    [SetUp]
    public void Open()
    {
        _device = new RecordingDevice();
        _scope = new TensorScope();
    }

    [TearDown]
    public void Close()
    {
        _scope.Dispose();
        Assert.That(_device.Allocator.Statistics.Buffers, Is.Zero, "what waited is let go");
        _device.Dispose();
    }

    [Test]
    public void BorderEnlargementNormalizationAndActivationAreReadByTheConvolution()
    {
        Tensor x = Random(1, 2, 5, 6);
        Tensor w = Random(3, 2, 3, 3);
        using Pause pause = GradientRecording.Pause();
        Tensor y = Layer(x, w);
        float[] actual = y.ToArray();
        Assert.That(_device.Executed, Is.EqualTo(new[] { "NormalizationStatistics", "Conv2d" }));
        _device.Fuses = false;
        Assert.That(actual, Is.EqualTo(Layer(x, w).ToArray()).Within(1e-6));
        Assert.That(_device.Executed, Does.Contain("ReflectPad").And.Contain("Resize").And.Contain("Normalize").And.Contain("LeakyRelu"));

        static Tensor Layer(Tensor x, Tensor w)
        {
            using TensorScope scope = new();
            Tensor normalized = Functional.Normalize(x, NormalizationKind.Instance, slope: 0.2);
            Tensor enlarged = Functional.Resize(normalized, 10, 12, ResizeMode.Nearest);
            return scope.Keep(Functional.LeakyRelu(Functional.Conv2d(Functional.ReflectPad(enlarged, 1, 1, 1, 1), w), 0.1));
        }
    }

    [Test]
    public void StatisticsAreTakenWhileTheConvolutionWritesAlsoPastSmallOperations()
    {
        Tensor x = Random(1, 2, 40, 40);
        Tensor w = Random(3, 2, 3, 3);
        Tensor small = Random(3);
        Tensor y = Functional.Conv2d(x, w);
        Tensor sum = Functional.Mean(Functional.Clamp(small, 0, 1));
        Tensor z = Functional.Normalize(y, NormalizationKind.Layer);
        _ = z.ToArray();
        Assert.That(_device.Executed, Is.EqualTo(new[] { "Clamp", "Sum", "Affine", "Conv2d", "Normalize" }));
        Assert.That(sum.Item(), Is.EqualTo(small.ToArray().Average(value => Math.Clamp(value, 0, 1))).Within(1e-6));
    }

    [Test]
    public void ALargeOperationEndsTheWait()
    {
        Tensor y = Functional.Conv2d(Random(1, 2, 40, 40), Random(3, 2, 3, 3));
        _ = Functional.Abs(Random(1, 3, 40, 40));
        Assert.That(_device.Executed, Is.EqualTo(new[] { "Conv2d", "Abs" }));
        _ = y.ToArray();
        Assert.That(_device.Executed, Has.Count.EqualTo(2));
    }

    [Test]
    public void AnInputThatIsWrittenIsReadBefore()
    {
        using Parameter x = new(_device, new Shape(1, 1, 2, 3), [1, 2, 3, 4, 5, 6]);
        Tensor padded = Functional.ReflectPad(x, 0, 0, 1, 0);
        Tensor normalized = Functional.Normalize(x, NormalizationKind.Instance);
        x.Load([0, 0, 0, 0, 0, 0]);
        Assert.That(padded.ToArray(), Is.EqualTo(new float[] { 2, 1, 2, 3, 5, 4, 5, 6 }));
        Assert.That(normalized.ToArray()[5], Is.EqualTo(2.5 / Math.Sqrt(35.0 / 12 + 1e-5)).Within(1e-5));
        Assert.That(x.ToArray(), Is.All.Zero);
    }

    [Test]
    public void AWeightThatIsUpdatedServesTheWaitingConvolutionFirst()
    {
        Tensor x = Random(1, 1, 70, 70);
        using Parameter w = new(_device, new Shape(1, 1, 1, 1), [2]);
        using Pause pause = GradientRecording.Pause();
        Tensor y = Functional.Conv2d(x, w);
        w.Fill(values => values[0] = 3);
        Assert.That(y.ToArray(), Is.EqualTo(x.ToArray().Select(value => 2 * value)).Within(1e-6f));
        Assert.That(Functional.Conv2d(x, w).ToArray(), Is.EqualTo(x.ToArray().Select(value => 3 * value)).Within(1e-6f));
    }

    [Test]
    public void WhatNobodyReadsIsNotExecuted()
    {
        Tensor x = Random(1, 2, 9, 9);
        using (TensorScope inner = new())
        {
            _ = Functional.ReflectPad(x, 1, 1, 1, 1);
            _ = Functional.Conv2d(x, Random(2, 2, 3, 3));
        }

        _device.Synchronize();
        Assert.That(_device.Executed, Is.Empty);
    }

    [Test]
    public void TheValuesBeforeAnActivationAreThereIfTheyAreRead()
    {
        Tensor x = Random(1, 2, 9, 9);
        Tensor w = Random(2, 2, 3, 3);
        Tensor before = Functional.Conv2d(x, w);
        Tensor after = Functional.LeakyRelu(before, 0.5);
        float[] activated = after.ToArray();
        Assert.That(activated, Is.EqualTo(before.ToArray().Select(value => value > 0 ? value : value / 2)).Within(1e-6f));
        Assert.That(_device.Executed, Is.EqualTo(new[] { "Conv2d", "Conv2d" }));
    }

    [Test]
    public void ANormalizationTakesThePlaceOfAnInputThatNobodyElseReads()
    {
        Tensor x = Random(1, 2, 64, 64);
        Tensor y;
        using (TensorScope inner = new())
        {
            Tensor copy = x * 1.0;
            y = inner.Keep(Functional.Normalize(copy, NormalizationKind.Instance));
        }

        _device.Allocator.ResetPeak();
        long before = _device.Allocator.Statistics.InUse;
        _ = y.ToArray();
        Assert.That(_device.Allocator.Statistics.Peak, Is.EqualTo(before), "no more memory than the input had");
        Assert.That(y.ToArray().Average(), Is.Zero.Within(1e-5));
    }

    [Test]
    public void AnInputThatIsReadAgainIsNotWrittenOver()
    {
        Tensor x = Random(1, 2, 7, 5);
        float[] values = x.ToArray();
        Tensor y = Functional.Normalize(x, NormalizationKind.Instance);
        _ = y.ToArray();
        Assert.That(x.ToArray(), Is.EqualTo(values));
    }

    [Test]
    public void AResidualIsAddedInTheNormalizationsPass()
    {
        Tensor x = Random(1, 2, 7, 5);
        Tensor residual = Random(1, 2, 7, 5);
        Tensor sum = residual + Functional.Normalize(x, NormalizationKind.Instance);
        float[] actual = sum.ToArray();
        Assert.That(_device.Executed, Is.EqualTo(new[] { "NormalizationStatistics", "Normalize" }));
        float[] normalized = Functional.Normalize(x, NormalizationKind.Instance).ToArray();
        Assert.That(actual, Is.EqualTo(residual.ToArray().Zip(normalized, (a, b) => a + b)).Within(1e-6f));
    }

    [Test]
    public void TrainingKeepsThePaddedPictureAsItsSource()
    {
        using Parameter x = new(_device, new Shape(1, 2, 6, 6), Values(72));
        using Parameter w = new(_device, new Shape(2, 2, 3, 3), Values(36));
        Tensor loss = Functional.Sum(Functional.Conv2d(Functional.ReflectPad(x, 1, 1, 1, 1), w));
        Gradients.Backward(loss);
        Assert.That(_device.Executed, Has.No.Member("ReflectPad"));
        Assert.That(w.Gradient!.ToArray(), Has.All.Matches<float>(float.IsFinite));
        w.ClearGradient();
        x.ClearGradient();
    }

    /// <summary>Tensors may be read by another thread than the one that made them.</summary>
    [Test]
    public void AWaitingResultIsReadByAnotherThread()
    {
        Tensor x = Random(1, 2, 70, 70);
        Tensor w = Random(2, 2, 3, 3);
        Tensor y = Functional.Conv2d(Functional.ReflectPad(x, 1, 1, 1, 1), w);
        float[][] results = new float[4][];
        Thread[] threads = [.. Enumerable.Range(0, 4).Select(i => new Thread(() => results[i] = y.ToArray()))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        Assert.That(results, Has.All.EqualTo(results[0]));
        Assert.That(_device.Executed, Is.EqualTo(new[] { "Conv2d" }));
    }

    private Tensor Random(params int[] sizes)
    {
        Shape shape = new(sizes);
        return Tensor.FromHost(_device, shape, Values((int)shape.Count));
    }

    private static float[] Values(int count)
    {
        float[] values = new float[count];
        new RandomStream(3, (ulong)count).FillNormal(values);
        return values;
    }

    /// <summary>The processor, with the names of what it was given to do.</summary>
    private sealed class RecordingDevice : DelegatingDevice
    {
        private readonly CpuDevice _cpu;
        private readonly List<string> _executed = [];

        public RecordingDevice()
            : this(CpuDevice.Create(2))
        {
        }

        private RecordingDevice(CpuDevice cpu)
            : base(cpu, "recording") => _cpu = cpu;

        public IReadOnlyList<string> Executed
        {
            get
            {
                lock (_executed)
                {
                    return [.. _executed];
                }
            }
        }

        protected internal override void Run(Operation operation)
        {
            lock (_executed)
            {
                _executed.Add(operation.Name);
            }

            base.Run(operation);
        }

        protected override void Dispose(bool disposing)
        {
            base.Dispose(disposing);
            _cpu.Dispose();
        }
    }
}
