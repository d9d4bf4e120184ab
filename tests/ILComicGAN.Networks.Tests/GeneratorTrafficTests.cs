using ILComicGAN.Engine;
using ILComicGAN.Engine.Autograd;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Devices.Cpu.Convolution;
using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Engine.Gpu;
using ILComicGAN.Engine.Ptx;
using ILComicGAN.Engine.Random;
using ILComicGAN.Networks.Generators;
using ILComicGAN.Networks.Layers;
using ILComicGAN.Networks.Modules;
using ILComicGAN.PtxMachine.Counting;
using ILComicGAN.PtxMachine.Execution;

namespace ILComicGAN.Networks.Tests;

/// <summary>
/// What one pass of the generator moves and launches on a GPU, counted on its PTX: borders, enlargements, normalizations,
/// statistics and residuals are done where convolutions read and write anyway.
/// </summary>
public sealed class GeneratorTrafficTests
{
    private const int Size = 32;

    /// <summary>Megabytes for a picture of 256×256, beside the convolutions' own inputs, weights and outputs.</summary>
    private const double MostAt256 = 80;

    private const int MostLaunches = 160;

    /// <summary>Channels in and out, side of the kernel, and the shares of the picture's pixels that lie in memory before and after.</summary>
    private static readonly (int In, int Out, int Kernel, double Before, double After)[] s_layers =
    [
        (3, 64, 7, 1, 1), (64, 64, 3, 1, 1), (64, 128, 3, 1, 1 / 4.0), (128, 128, 3, 1 / 4.0, 1 / 4.0), (128, 256, 3, 1 / 4.0, 1 / 16.0),
        (256, 256, 3, 1 / 16.0, 1 / 16.0), (256, 128, 3, 1 / 16.0, 1 / 4.0), (128, 128, 3, 1 / 4.0, 1 / 4.0), (128, 64, 3, 1 / 4.0, 1),
        (64, 64, 3, 1, 1), (64, 3, 7, 1, 1),
    ];

    /// <summary>Without Winograd's transforms, whose results are no passes of the network's.</summary>
    [Test]
    [Category(SlowTests.Category)]
    public void APassMovesLittleBesideItsConvolutions()
    {
        SlowTests.SkipUnlessWanted("counting a whole pass");
        using IlgpuDevice device = PtxDevices.Open("ptx-unchecked", Precision.Float32, new MachineOptions { Sanitize = false, Count = true });
        using LwComicGanGenerator generator = new(new ParameterFactory(device, 3), LinRule.Blend);
        float[] photo = new float[3 * Size * Size];
        new RandomStream(7, 1).FillUniform(photo, -1, 1);
        List<KernelCounts> launches = [];
        PtxDevices.WhenCounted(device, launches.Add);
        using TensorScope scope = new();
        using Pause pause = GradientRecording.Pause();
        using AccuracyScope accuracy = new(ConvolutionAccuracy.Exact);
        _ = generator.Forward(Tensor.FromHost(device, new Shape(1, 3, Size, Size), photo)).ToArray();

        // A weight is packed once in a run of the program.
        launches.RemoveAll(launch => launch.Kernel.Name.Contains("PackWeights", StringComparison.Ordinal) || launch.Kernel.Name.Contains("PackFew", StringComparison.Ordinal));
        double moved = launches.Sum(launch => launch.DistinctSectors * 32.0);
        double beside = moved - Own();
        TestContext.Out.WriteLine($"{launches.Count} launches, {moved / 1e6:F2} MB, of which {beside / 1e6:F2} beside the convolutions' own");
        Assert.That(launches, Has.Count.LessThanOrEqualTo(MostLaunches));
        Assert.That(beside, Is.LessThanOrEqualTo(MostAt256 * 1e6 * Size * Size / (256 * 256)));
    }

    /// <summary>What the convolutions read and write if each number is moved once.</summary>
    private static double Own()
    {
        const double pixels = Size * Size;
        double floats = s_layers.Sum(l => (l.In * l.Before * pixels) + (l.Out * l.After * pixels) + ((double)l.In * l.Out * l.Kernel * l.Kernel));
        // Four residual blocks of 256 channels, twice as many inside.
        floats += 4 * ((256 + 512 + 512 + 512 + 512 + 256) * pixels / 16);
        floats += 4 * ((2 * 256 * 512) + (512 * 9));
        return sizeof(float) * floats;
    }
}
