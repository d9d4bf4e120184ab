using System.Diagnostics;
using ILComicGAN.Engine.Devices.Cpu;
using ILComicGAN.Imaging;
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

    [Test]
    public void AStyleOfNoUseIsFoundBeforeTheRunBegins([Values("broken", "flat")] string style)
    {
        foreach (string file in Directory.GetFiles(_settings.Style))
        {
            File.WriteAllBytes(file, style == "flat" ? PictureFile.Encode(new Picture(50, 50, new byte[7500]), file) : [1, 2, 3]);
        }

        RunFolder run = new(_folder.File("run"));
        using CpuDevice device = CpuDevice.Create();
        using Watch watch = new();
        Assert.That(() => Trainer.Open(device, _settings with { Steps = 50, StartSteps = 40 }, run, resume: false, watch), Throws.TypeOf<DataSetException>());
        Assert.That(Directory.Exists(run.Path), Is.False);
    }

    [Test]
    public void CropsLargerThanThePhotosAreTold()
    {
        RunFolder run = new(_folder.File("run"));
        using CpuDevice device = CpuDevice.Create();
        using Watch watch = new();
        Trainer.Open(device, _settings with { Size = 44 }, run, resume: false, watch).Dispose();
        Assert.That(watch.Said, Has.Some.Contain("2 of 2 photos are smaller than the crops of 44 pixels (the smallest has 37)"));
    }

    [Test]
    public void APipeIsNoSettingsFileAndNoPicture()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Ignore("there are no named pipes in folders");
        }

        foreach (string pipe in new[] { _folder.File("settings.json"), Path.Combine(_settings.Photos, "pipe.png") })
        {
            using Process make = Process.Start("mkfifo", [pipe]);
            make.WaitForExit();
        }

        Task reading = Task.Run(() =>
        {
            SettingsException refused = Assert.Throws<SettingsException>(() => TrainingSettings.Load(_folder.File("settings.json")))!;
            Assert.That(refused.Message, Does.Contain("it is a pipe or a device"));
            Assert.That(Train("run", _settings), Is.Not.Empty, "a pipe among the photos is left out");
        });
        Assert.That(reading.Wait(TimeSpan.FromMinutes(3)), Is.True, "nothing waits for the pipe");
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
