using ILComicGAN.Engine.Devices.Cpu;
using ILComicGAN.Files;
using ILComicGAN.Training.Runs;

namespace ILComicGAN.Training.Tests;

/// <summary>What a killed program leaves behind, and two programs in one folder.</summary>
public sealed class ResumptionTests
{
    private TemporaryFolder _folder = null!;
    private TrainingSettings _settings = null!;
    private Watch _watch = null!;

    [SetUp]
    public void MakePictures()
    {
        _folder = new TemporaryFolder();
        _watch = new Watch();
        _settings = TinyRun.Settings(_folder, photos: 2, style: 2) with { Steps = 2, StartSteps = 2, LogEvery = 1 };
    }

    [TearDown]
    public void Delete()
    {
        _watch.Dispose();
        _folder.Dispose();
    }

    [Test]
    public void ARunKilledBeforeItsFirstCheckpointBeginsAgain()
    {
        string run = Directory.CreateDirectory(_folder.File("run/checkpoints")).Parent!.FullName;
        File.WriteAllText(Path.Combine(run, "settings.json"), _settings.ToJson());
        File.WriteAllText(Path.Combine(run, "log.jsonl"), "{\"step\": 1, \"total");
        string begun = Path.Combine(run, "checkpoints", TemporaryName.Create());
        File.WriteAllText(begun, "half");
        using CpuDevice device = CpuDevice.Create(1);
        using (Trainer trainer = Open(device, resume: true))
        {
            Assert.That(trainer.Run(CancellationToken.None), Is.True);
        }

        Assert.That(_watch.Said, Has.Some.Contains("before its first checkpoint"));
        Assert.That(File.Exists(begun), Is.False);
        Assert.That(new RunFolder(run).ReadLog().Select(report => report.Step), Is.EqualTo(new[] { 1, 2 }));
    }

    [Test]
    public void TwoProgramsDoNotTrainInOneFolder()
    {
        using CpuDevice device = CpuDevice.Create(1);
        using (Trainer first = Open(device, resume: false))
        {
            Assert.That(() => Open(device, resume: true), Throws.TypeOf<SettingsException>().With.Message.Contains("Another program"));
            first.Run(CancellationToken.None);
        }

        using Trainer second = Open(device, resume: true);
        Assert.That(second.Step, Is.EqualTo(2));
    }

    private Trainer Open(CpuDevice device, bool resume) =>
        Trainer.Open(device, _settings, new RunFolder(_folder.File("run")), resume, _watch);
}
