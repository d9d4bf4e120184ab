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

    /// <summary>The choice of an element is a jump. Where both α are nearly equal, rounding decides, and what follows depends on it.</summary>
    [Test]
    public void DiffersAsMuchAsRoundingDoesWhereElementsChoose()
    {
        using CpuDevice device = CpuDevice.Create(threads: 2);
        using LwComicGanGenerator generator = new(new ParameterFactory(device, 3), LinRule.PerElement);
        Vary(generator);
        generator.Freeze();
        float[] photo = Photo();
        float[] whole = Whole(generator, photo);
        double rounding = Apart(whole, Whole(generator, [.. photo.Select(value => value * (1 + 1e-6f))])).Average();
        double tiled = Apart(whole, Tiled(generator, photo, side: 64)).Average();
        TestContext.Out.WriteLine($"{tiled:E2} apart on average, {rounding:E2} by rounding");
        Assert.That(rounding, Is.GreaterThan(Tolerance), "otherwise the other rules' test would do");
        Assert.That(tiled, Is.LessThan(2 * rounding));
    }

    [Test]
    public void ALayerIsChosenForTheWholePictureToo()
    {
        // Rare large values in one channel, and even ones of twice their sum in another: mean |α| is larger over the layer.
        const int Size = 40;
        float[] values = new float[2 * Size * Size];
        for (int i = 0; i < Size * Size; i++)
        {
            values[i] = i % 100 == 0 ? (i % 200 == 0 ? 10 : -10) : 0;
            values[(Size * Size) + i] = (i + (i / Size)) % 2 == 0 ? 1.2f : -1.2f;
        }

        using CpuDevice device = CpuDevice.Create(threads: 2);
        using Lin lin = new(new ParameterFactory(device, 3), 2, LinRule.PerLayer);
        using TensorScope scope = new();
        using Pause pause = GradientRecording.Pause();
        Tensor x = Tensor.FromHost(device, new Shape(1, 2, Size, Size), values);
        float[] whole = lin.Forward(x).ToArray();
        using LinStatistics statistics = lin.Gather();
        do
        {
            statistics.Add(PictureStatistics.Cut(x, new Area(0, 0, Size, 16)));
            statistics.Add(PictureStatistics.Cut(x, new Area(0, 16, 10, Size - 16)));
            statistics.Add(PictureStatistics.Cut(x, new Area(10, 16, Size - 10, Size - 16)));
        }
        while (!lin.Complete(statistics));
        Assert.That(lin.InstanceShare, Is.Zero);
        Assert.That(Apart(whole, lin.ForwardBy(statistics, x).ToArray()).Max(), Is.LessThan(1e-5));
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
        float[] photo = Photo();
        float[] whole = Whole(generator, photo);
        double[] apart = Apart(whole, Tiled(generator, photo, side));
        TestContext.Out.WriteLine($"{generator.Name}: {apart.Max():E2} at most, {apart.Average():E2} on average, range {whole.Min()} to {whole.Max()}");
        Assert.That(whole.Max() - whole.Min(), Is.GreaterThan(0.1), "the picture shows something");
        return apart;
    }

    private static double[] Apart(float[] a, float[] b) => [.. a.Zip(b, (x, y) => Math.Abs((double)x - y))];

    private static float[] Whole(Generator generator, float[] photo)
    {
        using AccuracyScope accuracy = new(ConvolutionAccuracy.Relaxed);
        using TensorScope scope = new();
        using Pause pause = GradientRecording.Pause();
        return generator.Forward(Tensor.FromHost(generator.Parameters.First().Device, new Shape(1, 3, Height, Width), photo)).ToArray();
    }

    private static float[] Tiled(Generator generator, float[] photo, int side)
    {
        Area all = new(0, 0, Width, Height);
        using AccuracyScope accuracy = new(ConvolutionAccuracy.Relaxed);
        using MemoryPlanes source = new(3, Width, Height), target = new(3, Width, Height);
        source.Write(all, photo);
        new TiledForward(generator, side, (channels, width, height) => new MemoryPlanes(channels, width, height)).Run(source, target);
        float[] picture = new float[photo.Length];
        target.Read(all, picture);
        return picture;
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
