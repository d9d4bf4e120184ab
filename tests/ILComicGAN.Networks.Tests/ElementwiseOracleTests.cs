using ILComicGAN.Engine;
using ILComicGAN.Engine.Autograd;
using ILComicGAN.Engine.Devices.Reference;
using ILComicGAN.Networks.Generators;
using ILComicGAN.Networks.Layers;
using ILComicGAN.Networks.Modules;
using ILComicGAN.Weights;

namespace ILComicGAN.Networks.Tests;

/// <summary>
/// Element-wise choices are not continuous: rounding flips a few, each jumps by about 1 and flips more in the layers
/// behind it, so that float32 and float64 part by some percent. In float64 on both sides they agree.
/// </summary>
public sealed class ElementwiseOracleTests
{
    private const double Tolerance = 1e-4;

    [Test]
    [Category(SlowTests.Category)]
    public void GeneratorWithElementwiseChoicesInDoublePrecision()
    {
        SlowTests.SkipUnlessWanted("a generator in float64");
        string folder = PyTorchOracle.Run("make_network_goldens.py");
        using WeightFile arrays = PyTorchOracle.Arrays(folder, "networks.safetensors");
        using ReferenceDevice reference = new();
        using LwComicGanGenerator generator = new(ParameterFactory.Unfilled(reference), LinRule.PerElement);
        generator.Load(generator.Name, WeightFile.Read(Path.Combine(folder, "generator-PerElement.pth")));
        using TensorScope scope = new();
        using Pause pause = GradientRecording.Pause();
        WeightTensor x = arrays.Get("generator-PerElement.2.x");
        Tensor picture = generator.Forward(Tensor.FromHost(reference, new Shape([.. x.Shape]), x.Values));
        double error = Numeric.RelativeError(picture.ToArray(), arrays.Get("generator-PerElement.2.y").Values);
        TestContext.Out.WriteLine($"{error:E1}");
        Assert.That(error, Is.LessThan(Tolerance));
    }
}
