using ILComicGAN.Engine;
using ILComicGAN.Engine.Autograd;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices.Cpu;
using ILComicGAN.Engine.Devices.Cpu.Convolution;
using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Engine.Random;
using ILComicGAN.Networks.Generators;
using ILComicGAN.Networks.Layers;
using ILComicGAN.Networks.Modules;

namespace ILComicGAN.Networks.Tests;

/// <summary>
/// Where pictures are made and nothing is trained, the processor may use larger Winograd tiles. On a picture that all of the
/// generator's layers are large enough for, the result stays within the networks' bound of what no tiles give.
/// </summary>
public sealed class RelaxedAccuracyTests
{
    private const int Height = 200;
    private const int Width = 264;

    [Test]
    public void LargerTilesStayWithinTheBound([Values(LinRule.PerLayer, LinRule.Blend, LinRule.Instance)] LinRule rule)
    {
        float[] photo = new float[3 * Height * Width];
        new RandomStream(7, (ulong)rule).FillUniform(photo, -1, 1);
        float[] precise = Compute(rule, photo, precise: true);
        float[] tiled = Compute(rule, photo, precise: false);
        double error = PyTorchOracle.RelativeError(tiled, precise);
        TestContext.Out.WriteLine($"{rule}: {error:E1}");
        Assert.That(error, Is.InRange(double.Epsilon, 1e-4));
    }

    private static float[] Compute(LinRule rule, float[] photo, bool precise)
    {
        using CpuDevice device = CpuDevice.Create(precise: precise);
        using LwComicGanGenerator generator = new(new ParameterFactory(device, 3), rule);
        using TensorScope scope = new();
        using Pause pause = GradientRecording.Pause();
        using AccuracyScope accuracy = new(ConvolutionAccuracy.Relaxed);
        return generator.Forward(Tensor.FromHost(device, new Shape(1, 3, Height, Width), photo)).ToArray();
    }
}
