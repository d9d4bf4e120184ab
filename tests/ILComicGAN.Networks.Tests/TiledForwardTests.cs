using ILComicGAN.Engine;
using ILComicGAN.Engine.Autograd;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices.Cpu;
using ILComicGAN.Engine.Random;
using ILComicGAN.Networks.Generators;
using ILComicGAN.Networks.Layers;
using ILComicGAN.Networks.Modules;
using ILComicGAN.Networks.Tiles;

namespace ILComicGAN.Networks.Tests;

/// <summary>A picture computed in tiles is the one computed as a whole, up to rounding: everywhere, so without seams.</summary>
public sealed class TiledForwardTests
{
    private const int Height = 90;
    private const int Width = 134;

    /// <summary>A thirtieth of a byte's step.</summary>
    private const double Tolerance = 2e-4;

    [Test]
    public void IsThatOfTheWholePicture([Values(LinRule.PerLayer, LinRule.Blend, LinRule.Instance)] LinRule rule)
    {
        double[] apart = Compare(device => new LwComicGanGenerator(new ParameterFactory(device, 3), rule), side: 64);
        Assert.That(apart.Max(), Is.LessThan(Tolerance));
    }

    [Test]
    public void MayDifferInElementsForWhichTheChoiceIsClose()
    {
        // The choice of an element is a jump: where both α are equal up to rounding, either is right.
        double[] apart = Compare(device => new LwComicGanGenerator(new ParameterFactory(device, 3), LinRule.PerElement), side: 64);
        Assert.That(apart.Average(), Is.LessThan(Tolerance));
        Assert.That(apart.Max(), Is.LessThan(0.1));
    }

    [Test]
    public void IsThatOfTheWholePictureForEveryGenerator([Values(40, 1000)] int side)
    {
        Assert.Multiple(() =>
        {
            Assert.That(Compare(device => new AnimeGanGenerator(new ParameterFactory(device, 3)), side).Max(), Is.LessThan(Tolerance));
            Assert.That(Compare(device => new CartoonGanGenerator(new ParameterFactory(device, 3)), side).Max(), Is.LessThan(Tolerance));
            Assert.That(
                Compare(device => new LwComicGanGenerator(new ParameterFactory(device, 3), enlarge: ResizeMode.Bilinear), side).Max(), Is.LessThan(Tolerance));
        });
    }

    private static double[] Compare(Func<CpuDevice, Generator> create, int side)
    {
        using CpuDevice device = CpuDevice.Create(threads: 2);
        using Generator generator = create(device);
        Vary(generator);
        generator.Freeze();
        using MemoryPlanes photo = new(3, Width, Height), tiled = new(3, Width, Height);
        float[] values = Photo();
        photo.Write(new Area(0, 0, Width, Height), values);
        using AccuracyScope accuracy = new(ConvolutionAccuracy.Relaxed);
        new TiledForward(generator, side, (channels, width, height) => new MemoryPlanes(channels, width, height)).Run(photo, tiled);
        float[] actual = new float[values.Length];
        tiled.Read(new Area(0, 0, Width, Height), actual);
        using TensorScope scope = new();
        using Pause pause = GradientRecording.Pause();
        float[] whole = generator.Forward(Tensor.FromHost(device, new Shape(1, 3, Height, Width), values)).ToArray();
        double[] apart = [.. whole.Zip(actual, (a, b) => Math.Abs((double)a - b))];
        TestContext.Out.WriteLine($"{generator.Name}: {apart.Max():E2}, range {whole.Min()} to {whole.Max()}");
        Assert.That(whole.Max() - whole.Min(), Is.GreaterThan(0.1), "the picture shows something");
        return apart;
    }

    /// <summary>A photo whose parts differ, so that statistics of a tile are not those of the picture.</summary>
    private static float[] Photo()
    {
        float[] values = new float[3 * Height * Width];
        new RandomStream(9, 1).FillUniform(values, -0.3f, 0.3f);
        for (int i = 0; i < values.Length; i++)
        {
            (int y, int x) = (i / Width % Height, i % Width);
            values[i] += (float)(0.6 * Math.Sin((x * 0.02) + (y * 0.01)) * (x > 70 ? 0.2 : 1));
        }

        return values;
    }

    /// <summary>γ, β and ρ that are not all the same.</summary>
    private static void Vary(Generator generator)
    {
        int stream = 100;
        foreach ((string name, Parameter parameter) in generator.NamedParameters.Where(entry => entry.Parameter.Shape.Rank == 1))
        {
            (float low, float high) = name.EndsWith("rho", StringComparison.Ordinal) ? (-0.2f, 1.2f) : name.EndsWith("bias", StringComparison.Ordinal) ? (-0.2f, 0.2f) : (0.7f, 1.3f);
            parameter.Fill(values => new RandomStream(9, (ulong)stream++).FillUniform(values, low, high));
        }
    }
}
