using ILComicGAN.Engine;
using ILComicGAN.Engine.Autograd;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Networks.Critic;
using ILComicGAN.Networks.Generators;
using ILComicGAN.Networks.Layers;
using ILComicGAN.Networks.Modules;
using ILComicGAN.Networks.Perceptual;
using ILComicGAN.Weights;

namespace ILComicGAN.Networks.Tests;

/// <summary>The networks with weights that PyTorch wrote give what PyTorch computes with them in float64.</summary>
/// <remarks>
/// 10⁻⁴ relative: float32 has 6·10⁻⁸, and some 20 normalized layers amplify it by about 10 each time variance is small.
/// </remarks>
[TestFixtureSource(typeof(GpuDevice), nameof(GpuDevice.Names))]
public sealed class OracleTests(string deviceName)
{
    private const double Tolerance = 1e-4;

    private string _folder = "";
    private WeightFile _arrays = null!;

    private Device Device => GpuDevice.Shared(deviceName);

    [OneTimeSetUp]
    public void RunOracle()
    {
        GpuDevice.SkipWhereAbsent(deviceName);
        _folder = PyTorchOracle.Run("make_network_goldens.py");
        _arrays = PyTorchOracle.Arrays(_folder, "networks.safetensors");
    }

    [OneTimeTearDown]
    public void Close() => _arrays?.Dispose();

    [TestCase(LinRule.PerLayer)]
    [TestCase(LinRule.Blend)]
    public void GeneratorWithEachRule(LinRule rule)
    {
        using LwComicGanGenerator generator = new(ParameterFactory.Unfilled(Device), rule);
        Check(generator, $"generator-{rule}", 3);
    }

    [Test]
    public void GeneratorWithBilinearEnlarging()
    {
        using LwComicGanGenerator generator = new(ParameterFactory.Unfilled(Device), LinRule.PerLayer, ResizeMode.Bilinear);
        Check(generator, "generator-bilinear", 1);
    }

    [Test]
    public void AnimeGan()
    {
        using AnimeGanGenerator generator = new(ParameterFactory.Unfilled(Device));
        Check(generator, "animegan", 1);
    }

    [Test]
    public void Critic()
    {
        using Discriminator critic = new(ParameterFactory.Unfilled(Device));
        critic.Load("critic", WeightFile.Read(Path.Combine(_folder, "discriminator.pth")));
        using TensorScope scope = new();
        using Pause pause = GradientRecording.Pause();
        Tensor x = Upload("discriminator.0.x");
        Compare(critic.Forward(x, training: false), "discriminator.0.y");
        Compare(critic.Forward(x, training: true), "discriminator.training");
        foreach ((string name, Parameter u) in critic.NamedBuffers)
        {
            Compare(u, $"discriminator.{name}");
        }
    }

    [TestCase("conv1_1", false, "vgg.conv1_1")]
    [TestCase("conv4_4", false, "vgg.conv4_4")]
    [TestCase("conv4_4", true, "vgg.conv4_4_relu")]
    [TestCase("conv5_4", false, "vgg.conv5_4")]
    public void Vgg(string layer, bool activated, string expected)
    {
        using Vgg19 vgg = new(ParameterFactory.Unfilled(Device), new VggLayer(layer, activated));
        vgg.Load("VGG-19", WeightFile.Read(Path.Combine(_folder, "vgg19.pth")), name => name.StartsWith("features.", StringComparison.Ordinal));
        using TensorScope scope = new();
        Compare(vgg.Forward(Upload("vgg.x")), expected);
    }

    private void Check(Generator generator, string name, int cases)
    {
        generator.Load(generator.Name, WeightFile.Read(Path.Combine(_folder, $"{name}.pth")));
        for (int i = 0; i < cases; i++)
        {
            using TensorScope scope = new();
            using Pause pause = GradientRecording.Pause();
            Tensor x = Upload($"{name}.{i}.x");
            foreach (ConvolutionAccuracy accuracy in Enum.GetValues<ConvolutionAccuracy>())
            {
                using AccuracyScope scopeOfAccuracy = new(accuracy);
                Compare(generator.Forward(x), $"{name}.{i}.y");
            }
        }
    }

    private Tensor Upload(string name)
    {
        WeightTensor array = _arrays.Get(name);
        return Tensor.FromHost(Device, new Shape([.. array.Shape]), array.Values);
    }

    private void Compare(Tensor actual, string expected)
    {
        double error = PyTorchOracle.RelativeError(actual.ToArray(), _arrays.Get(expected).Values);
        TestContext.Out.WriteLine($"{expected}: {error:E1}");
        Assert.That(error, Is.LessThan(Tolerance), expected);
    }
}
