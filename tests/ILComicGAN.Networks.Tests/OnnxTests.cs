using ILComicGAN.Engine;
using ILComicGAN.Engine.Autograd;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices.Cpu;
using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Engine.Random;
using ILComicGAN.Networks.Generators;
using ILComicGAN.Networks.Layers;
using ILComicGAN.Networks.Modules;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Tensor = ILComicGAN.Engine.Tensor;

namespace ILComicGAN.Networks.Tests;

/// <summary>The exported networks, run by ONNX Runtime, give what our engine gives.</summary>
/// <remarks>
/// 10⁻⁴ relative, as against PyTorch: both compute in float32, in other orders, and normalization amplifies rounding.
/// At 8×8, the smallest size, the inner layers normalize channels of four pixels, some of them nearly equal, and
/// divide rounding by the small deviation: 10⁻².
/// </remarks>
public sealed class OnnxTests
{
    private const double Tolerance = 1e-4;

    private CpuDevice _device = null!;
    private TemporaryFolder _folder = null!;

    [OneTimeSetUp]
    public void Open()
    {
        _device = CpuDevice.Create();
        _folder = new TemporaryFolder();
    }

    [OneTimeTearDown]
    public void Close()
    {
        _device.Dispose();
        _folder.Dispose();
    }

    private static IEnumerable<TestCaseData> Networks()
    {
        yield return Case("PerLayer", parameters => new LwComicGanGenerator(parameters, LinRule.PerLayer));
        yield return Case("Blend", parameters => new LwComicGanGenerator(parameters, LinRule.Blend));
        yield return Case("Instance", parameters => new LwComicGanGenerator(parameters, LinRule.Instance));
        yield return Case("bilinear", parameters => new LwComicGanGenerator(parameters, LinRule.Blend, ResizeMode.Bilinear));
        yield return Case("AnimeGAN", parameters => new AnimeGanGenerator(parameters));
        yield return Case("CartoonGAN", parameters => new CartoonGanGenerator(parameters));

        static TestCaseData Case(string name, Func<ParameterFactory, Generator> create) => new TestCaseData(create).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Networks))]
    public void OneModelGivesOurPicturesAtEverySize(Func<ParameterFactory, Generator> create)
    {
        using Generator generator = Randomized(_device, create);
        using InferenceSession session = Export(generator);
        foreach ((int batch, int height, int width) in new[] { (1, 8, 8), (1, 16, 13), (1, 37, 22), (2, 29, 64), (2, 32, 41), (1, 67, 19) })
        {
            Compare(generator, session, batch, height, width);
        }
    }

    /// <summary>
    /// The element-wise choice is not continuous: where rounding flips one, it jumps, and more follow in the layers behind.
    /// One layer on pictures where no choice is close shows that the graph computes it; the rest is the same as above.
    /// </summary>
    [Test]
    public void ElementwiseChoicesAgreeWhereTheyAreClear()
    {
        using Generator generator = Randomized(_device, parameters => new OneLayer(parameters));
        using InferenceSession session = Export(generator);
        foreach ((int batch, int height, int width) in new[] { (1, 8, 13), (2, 33, 20) })
        {
            float[] photo = Photo(batch, height, width);
            (float[] ours, float[] theirs) = (Ours(generator, photo, batch, height, width), Theirs(session, photo, batch, height, width));
            int apart = ours.Zip(theirs).Count(pair => Math.Abs(pair.First - pair.Second) > Tolerance);
            Assert.That(apart, Is.LessThanOrEqualTo(ours.Length / 1000), $"of {ours.Length} for {batch}×{height}×{width}");
        }
    }

    [Test]
    public void WeightsKeepTheirNames()
    {
        using Generator generator = Randomized(_device, parameters => new LwComicGanGenerator(parameters, LinRule.Blend));
        using InferenceSession session = Export(generator);
        Assert.That(session.OverridableInitializerMetadata, Is.Empty, "weights are constants, which a runtime may fold");
        Assert.That(session.ModelMetadata.CustomMetadataMap, Is.EqualTo(new Dictionary<string, string> { ["licence"] = "CC0" }));
        Assert.That(session.ModelMetadata.GraphName, Is.EqualTo("LWComicGAN"));
        Assert.That(session.InputMetadata["photo"].SymbolicDimensions, Is.EqualTo(new[] { "N", "", "H", "W" }));
    }

    [Test]
    public void DebiansCheckerAcceptsTheModels()
    {
        if (!File.Exists("/usr/bin/python3") || PyTorchOracle.Start("-c", "import onnx").Code != 0)
        {
            Assert.Ignore("ONNX's checker is not here (Debian: python3-onnx)");
        }

        List<string> paths = [];
        foreach (TestCaseData network in Networks())
        {
            using Generator generator = Randomized(_device, (Func<ParameterFactory, Generator>)network.Arguments[0]!);
            paths.Add(Write(generator));
        }

        const string Script = "import onnx, sys\nfor path in sys.argv[1:]: onnx.checker.check_model(onnx.load(path), full_check=True)";
        (int code, string error) = PyTorchOracle.Start(["-c", Script, .. paths]);
        Assert.That(code, Is.Zero, error);
    }

    private void Compare(Generator generator, InferenceSession session, int batch, int height, int width)
    {
        float[] photo = Photo(batch, height, width);
        double error = PyTorchOracle.RelativeError(
            Theirs(session, photo, batch, height, width), Ours(generator, photo, batch, height, width));
        TestContext.Out.WriteLine($"{batch}×{height}×{width}: {error:E1}");
        Assert.That(error, Is.LessThan(height * width == 64 ? 100 * Tolerance : Tolerance), $"{batch}×{height}×{width}");
    }

    private float[] Ours(Generator generator, float[] photo, int batch, int height, int width)
    {
        using TensorScope scope = new();
        using Pause pause = GradientRecording.Pause();
        return generator.Forward(Tensor.FromHost(_device, new Shape(batch, 3, height, width), photo)).ToArray();
    }

    private static float[] Theirs(InferenceSession session, float[] photo, int batch, int height, int width)
    {
        NamedOnnxValue input = NamedOnnxValue.CreateFromTensor("photo", new DenseTensor<float>(photo, [batch, 3, height, width]));
        using IDisposableReadOnlyCollection<DisposableNamedOnnxValue> results = session.Run([input]);
        Microsoft.ML.OnnxRuntime.Tensors.Tensor<float> picture = results[0].AsTensor<float>();
        Assert.That(picture.Dimensions.ToArray(), Is.EqualTo(new[] { batch, 3, height, width }));
        return [.. picture];
    }

    private InferenceSession Export(Generator generator) => new(Write(generator));

    private string Write(Generator generator)
    {
        string path = _folder.File($"{Guid.NewGuid():N}.onnx");
        generator.ToOnnx().Write(path, new Dictionary<string, string> { ["licence"] = "CC0" });
        return path;
    }

    /// <summary>Random weights, and affine maps, biases and shares that are not what training starts with.</summary>
    private static Generator Randomized(CpuDevice device, Func<ParameterFactory, Generator> create)
    {
        Generator generator = create(new ParameterFactory(device, 3));
        ulong stream = 0;
        foreach ((string name, Parameter parameter) in generator.NamedParameters.Where(named => named.Parameter.Shape.Rank == 1))
        {
            float[] values = new float[parameter.Count];
            RandomStream random = new(7, stream++);
            if (name.EndsWith("rho", StringComparison.Ordinal))
            {
                random.FillUniform(values, -0.1f, 1.1f);
            }
            else
            {
                random.FillNormal(values, deviation: 0.2);
                float mean = name.EndsWith("norm.weight", StringComparison.Ordinal) ? 1 : 0;
                values = [.. values.Select(value => value + mean)];
            }

            parameter.Load(values);
        }

        return generator;
    }

    private static float[] Photo(int batch, int height, int width)
    {
        float[] values = new float[batch * 3 * height * width];
        new RandomStream(5, (ulong)(height * width)).FillUniform(values, -1, 1);
        return values;
    }

    private sealed class OneLayer : Generator
    {
        public OneLayer(ParameterFactory parameters)
        {
            Then("a", new ConvBlock(parameters, 3, 24, 3, LinRule.PerElement));
            Then("out", new OutputBlock(parameters, 24, 1));
        }

        public override string Name => "one layer";
    }
}
