using System.Text.Json;
using ILComicGAN.Engine.Devices.Cpu;
using ILComicGAN.Training.Runs;
using ILComicGAN.Weights;

namespace ILComicGAN.Training.Tests;

/// <summary>A batch that makes everything not a number.</summary>
public sealed class DivergenceTests
{
    private TemporaryFolder _folder = null!;
    private TrainingSettings _settings = null!;
    private List<string> _said = null!;

    [SetUp]
    public void MakePictures()
    {
        _folder = new TemporaryFolder();
        _said = [];
        _settings = TinyRun.Settings(_folder, photos: 3, style: 2) with
        {
            Steps = 7,
            StartSteps = 2,
            SaveEvery = 2,
            LogEvery = 1,
            Average = 0.9,
            OnDivergence = DivergenceAction.RollBack,
        };
    }

    [TearDown]
    public void Delete() => _folder.Dispose();

    [Test]
    public void StopsAndNamesThePicturesAndKeepsThem()
    {
        TrainingDivergedException e = Assert.Throws<TrainingDivergedException>(
            () => Train("run", _settings with { OnDivergence = DivergenceAction.Stop }, bad: [4]))!;
        Assert.That(e.Message, Does.Contain("step 5").And.Contain("content loss").And.Contain(_settings.Photos).And.Contain(_settings.Style).And.Contain("×"));
        string folder = _folder.File("run/diverged/step-000005");
        Assert.That(e.Message, Does.Contain(folder));
        Assert.That(Directory.GetFiles(folder).Select(Path.GetFileName), Is.EquivalentTo(new[] { "batch.json", "photo-0.png", "style-0.png" }));
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "batch.json")));
        Assert.That(json.RootElement.GetProperty("photos")[0].GetProperty("side").GetInt32(), Is.Positive);
        Assert.That(Newest("run").Metadata["step"], Is.EqualTo("4"));
        Assert.That(new RunFolder(_folder.File("run")).ReadLog().Max(report => report.Step), Is.EqualTo(4));
    }

    [Test]
    public void RollsBackAndGoesOnPastThemTheSameAfterAResume()
    {
        Assert.That(Train("whole", _settings, bad: [0, 5, 6]), Is.True);
        Assert.That(_said.Count(message => message.Contains("on without them", StringComparison.Ordinal)), Is.EqualTo(3), "two in a row are left out one after the other");
        Assert.That(new RunFolder(_folder.File("whole")).ReadLog().Select(report => report.Step), Is.EqualTo(Enumerable.Range(1, 7)));
        Assert.That(Newest("whole").Metadata["photoPosition"], Is.EqualTo("10"), "seven steps and three left out");
        foreach (int step in new[] { 1, 4, 7 })
        {
            Train("pieces", _settings, bad: [0, 5, 6], stopAfter: step, resume: step > 1);
        }

        WeightFile pieces = Newest("pieces");
        foreach (WeightTensor tensor in Newest("whole").Tensors)
        {
            Assert.That(pieces.Get(tensor.Name).Values.AsSpan().SequenceEqual(tensor.Values), Is.True, tensor.Name);
        }
    }

    [Test]
    public void WhereOtherPicturesDoNotHelpItEnds() => Assert.That(
        () => Train("run", _settings, bad: [.. Enumerable.Range(2, 20)]),
        Throws.TypeOf<TrainingDivergedException>().With.Message.Contains("learning rates"));

    private bool Train(string name, TrainingSettings settings, int[] bad, int stopAfter = int.MaxValue, bool resume = false)
    {
        using CpuDevice device = CpuDevice.Create(1);
        using Watch watch = new(stopAfter);
        using Trainer trainer = Trainer.Open(device, settings, new RunFolder(_folder.File(name)), resume, watch);
        trainer.Disturb = batch =>
        {
            if (batch.Places[0].File.StartsWith(_settings.Photos, StringComparison.Ordinal) && bad.Contains((int)batch.FirstSample))
            {
                batch.Values[100] = float.NaN;
            }
        };
        bool complete = trainer.Run(watch.Token);
        _said.AddRange(watch.Said);
        return complete;
    }

    private WeightFile Newest(string name) => WeightFile.Read(new RunFolder(_folder.File(name)).Checkpoints.Files[0]);
}
