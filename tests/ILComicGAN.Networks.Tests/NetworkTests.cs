using ILComicGAN.Engine.Devices.Cpu;
using ILComicGAN.Networks.Critic;
using ILComicGAN.Networks.Generators;
using ILComicGAN.Networks.Modules;
using ILComicGAN.Networks.Perceptual;

namespace ILComicGAN.Networks.Tests;

public sealed class NetworkTests
{
    private CpuDevice _device = null!;

    [OneTimeSetUp]
    public void Open() => _device = CpuDevice.Create(1);

    [OneTimeTearDown]
    public void Close() => _device.Dispose();

    [Test]
    public void CountsAreThoseOfTheTable()
    {
        using LwComicGanGenerator generator = new(new ParameterFactory(_device, 1));
        Assert.That(generator.ParameterCount, Is.EqualTo(2_796_416).And.EqualTo(LwComicGanGenerator.PublishedParameterCount));
        Assert.That(
            generator.Describe(256, 256).Select(layer => (layer.Name, layer.Parameters, layer.Height)),
            Is.EqualTo(new (string, long, int)[]
            {
                ("a.0", 9_536, 256), ("a.1", 36_992, 256), ("b.0", 73_984, 128), ("b.1", 147_712, 128), ("c.0", 295_424, 64),
                ("c.1", 590_336, 64), ("r.1", 269_824, 64), ("r.2", 269_824, 64), ("r.3", 269_824, 64), ("r.4", 269_824, 64),
                ("d.0", 295_168, 128), ("d.1", 147_712, 128), ("e.0", 73_856, 256), ("e.1", 36_992, 256), ("out", 9_408, 256),
            }));
        Assert.That(generator.Describe(256, 256).Sum(layer => layer.MultiplyAdds) / 1e9, Is.EqualTo(29.8).Within(0.05));
        using AnimeGanGenerator anime = new(new ParameterFactory(_device, 1));
        Assert.That(anime.ParameterCount, Is.EqualTo(AnimeGanGenerator.PublishedParameterCount));
        using Discriminator critic = new(new ParameterFactory(_device, 1));
        Assert.That(critic.ParameterCount, Is.EqualTo(1_128_800));
    }

    [Test]
    public void FirstWeightsDependOnTheSeedOnly()
    {
        using LwComicGanGenerator a = new(new ParameterFactory(_device, 1));
        using LwComicGanGenerator b = new(new ParameterFactory(_device, 1));
        using LwComicGanGenerator c = new(new ParameterFactory(_device, 2));
        float[] First(LwComicGanGenerator generator) => generator.Parameters.First().ToArray();
        Assert.That(First(a), Is.EqualTo(First(b)));
        Assert.That(First(a), Is.Not.EqualTo(First(c)));
    }

    [Test]
    public void RandomFeaturesAreOrthogonal()
    {
        float[] matrix = OrthogonalMatrix.Create(7, 20, Engine.Random.RandomStream.For(1, 2, 3));
        for (int i = 0; i < 7; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double dot = Enumerable.Range(0, 20).Sum(k => (double)matrix[(i * 20) + k] * matrix[(j * 20) + k]);
                Assert.That(dot, Is.EqualTo(i == j ? 1 : 0).Within(1e-5));
            }
        }
    }

    [Test]
    public void UnknownVggLayersAreSaid() => Assert.That(
        () => new Vgg19(new ParameterFactory(_device, 1), new VggLayer("conv9_9")),
        Throws.ArgumentException.With.Message.Contains("conv9_9"));

    [Test]
    public void SmallerPicturesThanTheNetworkCanPadAreSaid()
    {
        using LwComicGanGenerator generator = new(new ParameterFactory(_device, 1));
        using Engine.TensorScope scope = new();
        Assert.That(
            () => generator.Forward(Engine.Tensor.Full(_device, new Engine.Shape(1, 3, 7, 20), 0.3)),
            Throws.ArgumentException.With.Message.Contains("20×7"));
    }
}
