using ILComicGAN.Engine;
using ILComicGAN.Engine.Autograd;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Devices.Cpu;
using ILComicGAN.Engine.Random;
using ILComicGAN.Networks.Generators;
using ILComicGAN.Networks.Layers;
using ILComicGAN.Networks.Modules;

namespace ILComicGAN.Networks.Tests;

/// <summary>One generator on one processor, used by two threads at once, as a server for pictures would.</summary>
public sealed class SimultaneousPicturesTests
{
    private const int Repeats = 3;

    [Test]
    public void TwoPicturesAtOnceHaveTheBitsOfOneAfterTheOther([Values] bool frozen)
    {
        using CpuDevice device = CpuDevice.Create(threads: 2);
        using LwComicGanGenerator generator = new(new ParameterFactory(device, 3), LinRule.Blend);
        if (frozen)
        {
            generator.Freeze();
        }

        (int Height, int Width)[] sizes = [(72, 104), (96, 64)];
        float[][] expected = [.. sizes.Select(size => Picture(generator, size))];
        float[][][] actual = [new float[Repeats][], new float[Repeats][]];
        using Barrier together = new(2);
        Task[] threads = [.. Enumerable.Range(0, 2).Select(thread => Task.Factory.StartNew(
            () =>
            {
                for (int repeat = 0; repeat < Repeats; repeat++)
                {
                    together.SignalAndWait();
                    actual[thread][repeat] = Picture(generator, sizes[thread]);
                }
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default))];
        Assert.That(Task.WhenAll(threads).Wait(TimeSpan.FromMinutes(5)), Is.True, "neither waits for the other forever");
        for (int thread = 0; thread < 2; thread++)
        {
            for (int repeat = 0; repeat < Repeats; repeat++)
            {
                Assert.That(actual[thread][repeat].AsSpan().SequenceEqual(expected[thread]), Is.True, $"picture {thread}, repeat {repeat}");
            }
        }
    }

    private static float[] Picture(LwComicGanGenerator generator, (int Height, int Width) size)
    {
        float[] photo = new float[3 * size.Height * size.Width];
        new RandomStream(9, (ulong)size.Width).FillUniform(photo, -1, 1);
        using TensorScope scope = new();
        using Pause pause = GradientRecording.Pause();
        using AccuracyScope accuracy = new(ConvolutionAccuracy.Relaxed);
        return generator.Forward(Tensor.FromHost(generator.Parameters.First().Device, new Shape(1, 3, size.Height, size.Width), photo)).ToArray();
    }
}
