using ILComicGAN.Engine;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Devices.Cpu;
using ILComicGAN.Engine.Devices.Cpu.Convolution;
using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Networks.Generators;
using ILComicGAN.Networks.Losses;
using ILComicGAN.Networks.Modules;
using ILComicGAN.Networks.Perceptual;
using ILComicGAN.Training.Optimization;
using ILComicGAN.Weights;

namespace ILComicGAN.Training.Tests;

/// <summary>A start-phase step, a critic step with its penalty, and a generator step, against PyTorch in float64.</summary>
/// <remarks>
/// On the float64 reference device everything agrees within 10⁻³ of the gradient and of the step, by far. In float32 a
/// LeakyReLU, |x| or a maximum whose input rounding carries over its kink changes a gradient for good, and Adam's first
/// update, η·g/(|g| + ε), is nearly the sign of g: PyTorch's own float32 is off its float64 by up to 3 % in gradients
/// and 20 % in the update. The oracle measures that, and the cpu device may be off by three times as much where it
/// avoids Winograd's transforms; with them, and on a GPU, rounding is larger and crosses more kinks.
/// </remarks>
[TestFixture("reference", 32)]
[TestFixture("cpu", 64)]
[TestFixture("cpu-precise", 32)]
[TestFixture("opencl:0", 32)]
[TestFixture("cuda:0", 64)]
public sealed class TrainingStepOracleTests(string deviceName, int size)
{
    private const double Tolerance = 1e-3;

    private Device _device = null!;
    private string _folder = "";
    private WeightFile _arrays = null!;
    private LwComicGan _system = null!;
    private TensorScope _scope = null!;

    [OneTimeSetUp]
    public void RunOracle()
    {
        GpuDevice.SkipWhereAbsent(deviceName);
        _folder = PyTorchOracle.Run("train_step.py", "--size", $"{size}");
        _arrays = PyTorchOracle.Arrays(_folder, "step.safetensors");
        _device = deviceName == "cpu-precise" ? CpuDevice.Create(precise: true) : DeviceCatalog.Open(deviceName);
    }

    [OneTimeTearDown]
    public void Close()
    {
        _device?.Dispose();
        _arrays?.Dispose();
    }

    [SetUp]
    public void Load()
    {
        Vgg19 vgg = PerceptualNetwork.FromFile(Path.Combine(_folder, "step-vgg19.pth"), _device, VggLayer.Default);
        _system = new LwComicGan(_device, new TrainingSettings { Size = size, Batch = 2 }, vgg);
        _system.Generator.Load("generator", WeightFile.Read(Path.Combine(_folder, "step-generator.pth")));
        _system.Critic.Load("critic", WeightFile.Read(Path.Combine(_folder, "step-critic.pth")));
        _scope = new TensorScope();
    }

    [TearDown]
    public void Free()
    {
        _scope?.Dispose();
        _system?.Dispose();
        Assert.That(_device.Allocator.Statistics.InUse, Is.Zero);
    }

    [Test]
    public void StartStep()
    {
        Tensor photo = Upload("photo");
        Tensor content = _system.StartGradients(photo, photo);
        CompareScalar(content, "start.content");
        CompareGradients("start", _system.Generator);
        Dictionary<string, float[]> before = Values(_system.Generator);
        _system.GeneratorOptimizer.Step();
        CompareUpdates("start", _system.Generator, before);
    }

    [Test]
    public void CriticThenGeneratorStep()
    {
        Tensor photo = Upload("photo");
        Tensor style = Upload("style");
        Tensor fake = _system.Generator.Forward(photo);
        CriticLoss critic = _system.CriticGradients(fake, style, Upload("epsilon"));
        CompareScalar(critic.Fake, "critic.fake");
        CompareScalar(critic.Real, "critic.real");
        CompareScalar(critic.Penalty, "critic.penalty");
        CompareScalar(critic.Total, "critic.total");
        CompareGradients("critic", _system.Critic);
        Dictionary<string, float[]> before = Values(_system.Critic);
        _system.CriticOptimizer.Step();
        CompareUpdates("critic", _system.Critic, before);

        GeneratorLoss generator = _system.GeneratorGradients(fake, photo, style);
        CompareScalar(generator.Terms["content"], "generator.content");
        CompareScalar(generator.Terms["gray"], "generator.gray");
        CompareScalar(generator.Terms["color"], "generator.color");
        CompareScalar(generator.Terms["adversarial"], "generator.adversarial");
        CompareScalar(generator.Total, "generator.total");
        CompareGradients("generator", _system.Generator);
        before = Values(_system.Generator);
        _system.GeneratorOptimizer.LearningRate = 8e-5;
        _system.GeneratorOptimizer.Step();
        CompareUpdates("generator", _system.Generator, before);
        foreach ((string name, Parameter u) in _system.Critic.NamedBuffers)
        {
            double error = PyTorchOracle.RelativeError(u.ToArray(), _arrays.Get($"critic.buffer.{name}").Values);
            Assert.That(error, Is.LessThan(Tolerance), name);
        }
    }

    private static Dictionary<string, float[]> Values(Module module) =>
        module.NamedParameters.ToDictionary(named => named.Name, named => named.Parameter.ToArray());

    private Tensor Upload(string name)
    {
        WeightTensor array = _arrays.Get(name);
        return Tensor.FromHost(_device, new Shape([.. array.Shape]), array.Values);
    }

    private void CompareScalar(Tensor actual, string expected)
    {
        // The critic's scores are differences of large numbers; its own step's rounding is in them too.
        double error = Math.Abs(actual.Item() - _arrays.Get(expected).Values[0]) / (Math.Abs(_arrays.Get(expected).Values[0]) + 0.01);
        TestContext.Out.WriteLine($"{expected}: {error:E1}");
        // On other devices the critic's update before it crossed other kinks, and moved its score.
        Assert.That(error, Is.LessThan(deviceName is "reference" or "cpu-precise" ? Tolerance : 5 * Tolerance), expected);
    }

    private void CompareGradients(string phase, Module module) => Compare(
        $"{phase}.gradient",
        module.NamedParameters.Select(named => (named.Name, named.Parameter.Gradient!.ToArray())));

    private void CompareUpdates(string phase, Module module, Dictionary<string, float[]> before) => Compare(
        $"{phase}.update",
        module.NamedParameters.Select(named =>
            (named.Name, named.Parameter.ToArray().Select((value, i) => value - before[named.Name][i]).ToArray())));

    private void Compare(string what, IEnumerable<(string Name, float[] Values)> tensors)
    {
        List<float> actual = [];
        List<float> expected = [];
        foreach ((string name, float[] values) in tensors)
        {
            actual.AddRange(values);
            expected.AddRange(_arrays.Get($"{what}.{name}").Values);
        }

        double error = PyTorchOracle.RelativeError(actual, expected);
        double float32 = _arrays.Get($"float32.{what}").Values[0];
        TestContext.Out.WriteLine($"{what}: {error:E1} (PyTorch in float32: {float32:E1})");
        // Which kinks are crossed is chance: another order of the same sums crosses others (SmoothCriticTests).
        double atMost = deviceName switch
        {
            "reference" => Tolerance,
            "cpu-precise" => Math.Max(Tolerance, 3 * float32),
            _ => Math.Max(1e-2, 5 * float32),
        };
        Assert.That(error, Is.LessThan(atMost), what);
    }
}
