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
/// generator's layers are large enough for, the result stays within the bound that the README states of what no tiles give.
/// </summary>
public sealed class RelaxedAccuracyTests
{
    private const int Height = 200;
    private const int Width = 264;

    /// <summary>Sums in another order differ by more than this after all layers: tiles were used.</summary>
    private const double LeastDifference = 1e-7;

    [Test]
    public void LargerTilesStayWithinTheBound([Values(LinRule.PerLayer, LinRule.Blend, LinRule.Instance)] LinRule rule)
    {
        float[] photo = new float[3 * Height * Width];
        new RandomStream(7, (ulong)rule).FillUniform(photo, -1, 1);
        float[] precise = Compute(rule, photo, ConvolutionAccuracy.Relaxed, precise: true);
        float[] standard = Compute(rule, photo, ConvolutionAccuracy.Standard);
        float[] relaxed = Compute(rule, photo, ConvolutionAccuracy.Relaxed);
        double standardError = Numeric.RelativeError(standard, precise);
        double error = Numeric.RelativeError(relaxed, precise);
        TestContext.Out.WriteLine($"{rule}: {standardError:E1} by tiles, {error:E1} by larger ones");
        Assert.That(standardError, Is.InRange(LeastDifference, 1.5e-5), "tiles");
        Assert.That(error, Is.InRange(LeastDifference, 3e-5), "larger tiles");
        Assert.That(Numeric.RelativeError(relaxed, standard), Is.GreaterThan(LeastDifference), "they are others");
    }

    private static float[] Compute(LinRule rule, float[] photo, ConvolutionAccuracy requested, bool precise = false)
    {
        using CpuDevice device = CpuDevice.Create(precise: precise);
        using LwComicGanGenerator generator = new(new ParameterFactory(device, 3), rule);
        using TensorScope scope = new();
        using Pause pause = GradientRecording.Pause();
        using AccuracyScope accuracy = new(requested);
        return generator.Forward(Tensor.FromHost(device, new Shape(1, 3, Height, Width), photo)).ToArray();
    }
}
