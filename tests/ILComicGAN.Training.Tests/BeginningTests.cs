using ILComicGAN.Engine.Devices.Cpu;
using ILComicGAN.Training.Runs;
using ILComicGAN.Weights;

namespace ILComicGAN.Training.Tests;

/// <summary>Runs that begin with another's weights.</summary>
public sealed class BeginningTests
{
    private TemporaryFolder _folder = null!;
    private TrainingSettings _settings = null!;

    [SetUp]
    public void MakePictures()
    {
        _folder = new TemporaryFolder();
        _settings = TinyRun.Settings(_folder, photos: 2, style: 2) with { Steps = 1, StartSteps = 1, Target = ContentTarget.Comic };
    }

    [TearDown]
    public void Delete() => _folder.Dispose();

    [TestCase(0)]
    [TestCase(0.9)]
    public void ARunBeginsWithTheWeightsOfAnother(double average)
    {
        Dictionary<string, float[]> first = Train("first", _settings);

        // With a seed of its own and steps too small to see: what comes out is what went in.
        TrainingSettings next = _settings with
        {
            Seed = 2, StartLearningRate = 1e-12, Initial = _folder.File("first/generator.safetensors"), Average = average,
        };
        Dictionary<string, float[]> second = Train("second", next);
        Assert.That(second.Keys, Is.EquivalentTo(first.Keys));
        foreach ((string name, float[] values) in first)
        {
            Assert.That(second[name], Is.EqualTo(values).Within(1e-6f), name);
        }
    }

    [Test]
    public void WeightsOfAnotherNetworkAreRefusedByName()
    {
        Train("first", _settings with { Lin = Networks.Layers.LinRule.Blend });
        TrainingSettings next = _settings with { Initial = _folder.File("first/generator.safetensors") };
        Assert.That(() => Train("second", next), Throws.TypeOf<WeightFormatException>().With.Message.Contains("rho"));
    }

    private Dictionary<string, float[]> Train(string name, TrainingSettings settings)
    {
        RunFolder run = new(_folder.File(name));
        using CpuDevice device = CpuDevice.Create();
        using (Watch watch = new())
        using (Trainer trainer = Trainer.Open(device, settings, run, resume: false, watch))
        {
            Assert.That(trainer.Run(CancellationToken.None), Is.True);
        }

        using WeightFile file = WeightFile.Open(run.Generator);
        return file.Tensors.ToDictionary(tensor => tensor.Name, tensor =>
        {
            float[] values = new float[tensor.Count];
            tensor.CopyTo(values);
            return values;
        });
    }
}
