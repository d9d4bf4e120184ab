using ILComicGAN.Engine.Autograd;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Devices.Cpu;
using ILComicGAN.Engine.Random;

namespace ILComicGAN.Engine.Tests.Devices;

public sealed class CpuDeviceTests
{
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

    [Test]
    public void WiderVectorsThanTheMachinesAreRefused()
    {
        if (CpuDevice.BestLevel == SimdLevel.Vector512)
        {
            Assert.That(CpuDevice.Create(1, SimdLevel.Vector512).Level, Is.EqualTo(SimdLevel.Vector512));
        }
        else
        {
            Assert.That(() => CpuDevice.Create(1, SimdLevel.Vector512), Throws.TypeOf<PlatformNotSupportedException>());
        }
    }

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

    private static Parameter Random(CpuDevice device, ulong stream, params int[] sizes)
    {
        Shape shape = new(sizes);
        float[] values = new float[shape.Count];
        new RandomStream(4, stream).FillNormal(values);
        return new Parameter(device, shape, values);
    }
}
