using ILComicGAN.Engine.Devices.Cpu;
using ILComicGAN.Training.Runs;

namespace ILComicGAN.Training.Tests.Data;

/// <summary>A run that goes on, and pictures that are not what they were.</summary>
public sealed class SameDataTests
{
    private TemporaryFolder _folder = null!;
    private TrainingSettings _settings = null!;
    private Watch _watch = null!;

    [SetUp]
    public void Train()
    {
        _folder = new TemporaryFolder();
        _watch = new Watch();
        _settings = TinyRun.Settings(_folder, photos: 3, style: 2) with { Steps = 1, StartSteps = 1 };
        Open("run", resume: false, run: true);
    }

    [TearDown]
    public void Delete()
    {
        _watch.Dispose();
        _folder.Dispose();
    }

    [Test]
    public void OtherPicturesAreRefusedInASentenceUnlessTheyAreWanted()
    {
        File.Copy(_folder.File("photos/0.png"), _folder.File("photos/new.png"));
        File.Delete(_folder.File("photos/1.jpg"));
        File.AppendAllText(_folder.File("photos/2.webp"), " ");
        Assert.That(() => Open("run"), Throws.TypeOf<SettingsException>().With.Message.EqualTo(
            $"The photos in '{_folder.File("photos")}' are not those that the run was trained on: 1 added, 1 missing, 1 changed, the first 'new.png'. "
            + "Name the former ones, or go on with these by --changed-data."));
        Open("run", changedData: true);
        Assert.That(() => Open("run"), Throws.Nothing, "the run remembers what it goes on with");
        File.Move(_folder.File("style/0.png"), _folder.File("style/zero.png"));
        Assert.That(() => Open("run"), Throws.TypeOf<SettingsException>().With.Message.Contains("The style pictures in").And.Message.Contains("1 added, 1 missing"));
    }

    [Test]
    public void TheSamePicturesElsewhereAreTheSame()
    {
        Directory.Move(_folder.File("photos"), _folder.File("moved"));
        Open("run", settings: _settings with { Photos = _folder.File("moved") });
        Assert.That(TrainingSettings.Load(_folder.File("run/settings.json")).Photos, Is.EqualTo(_folder.File("moved")));
    }

    [Test]
    public void PicturesThatMoveWithTheRunAreFound()
    {
        foreach (string name in new[] { "run", "photos", "style" })
        {
            Directory.CreateDirectory(_folder.File("new"));
            Directory.Move(_folder.File(name), _folder.File($"new/{name}"));
        }

        Open("new/run");
        Assert.That(_watch.Said, Has.Some.Contains("photos have moved").And.Some.Contains("style pictures have moved"));
        Assert.That(TrainingSettings.Load(_folder.File("new/run/settings.json")).Photos, Is.EqualTo(_folder.File("new/photos")));
    }

    /// <summary>Where a run is resumed from does not matter.</summary>
    [Test]
    public void PathsAreKeptInFull()
    {
        string relative = Path.GetRelativePath(Environment.CurrentDirectory, _settings.Photos);
        Assert.That(Path.IsPathRooted(relative), Is.False);
        Open("relative", resume: false, settings: _settings with { Photos = relative });
        Assert.That(TrainingSettings.Load(_folder.File("relative/settings.json")).Photos, Is.EqualTo(_settings.Photos));
    }

    [Test]
    public void ARunOfAnEarlierVersionKnowsNamesAndLengths()
    {
        File.Delete(_folder.File("run/data.json"));
        Open("run");
        File.Delete(_folder.File("run/data.json"));
        File.WriteAllText(
            _folder.File("run/journal.jsonl"),
            """{"time":"2026-01-01T00:00:00Z","kind":"begin","step":0,"photos":"3 pictures, sha256 00","style":"2 pictures, sha256 00"}""" + "\n");
        Assert.That(() => Open("run"), Throws.TypeOf<SettingsException>().With.Message.Contains("instead of 3 pictures, sha256 00"));
    }

    private void Open(string name, bool resume = true, bool changedData = false, TrainingSettings? settings = null, bool run = false)
    {
        using CpuDevice device = CpuDevice.Create(1);
        using Trainer trainer = Trainer.Open(device, settings ?? _settings, new RunFolder(_folder.File(name)), resume, _watch, changedData);
        if (run)
        {
            trainer.Run(CancellationToken.None);
        }
    }
}
