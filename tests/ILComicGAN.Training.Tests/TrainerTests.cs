using System.Globalization;
using ILComicGAN.Engine.Devices.Cpu;
using ILComicGAN.Networks.Generators;
using ILComicGAN.Stylization;
using ILComicGAN.Training.Optimization;
using ILComicGAN.Training.Runs;
using ILComicGAN.Weights;

namespace ILComicGAN.Training.Tests;

public sealed class TrainerTests
{
    private TemporaryFolder _folder = null!;
    private TrainingSettings _settings = null!;

    [SetUp]
    public void MakePictures()
    {
        _folder = new TemporaryFolder();
        _settings = TinyRun.Settings(_folder, photos: 5, style: 3) with
        {
            Batch = 2,
            Steps = 9,
            StartSteps = 3,
            FeatureLayer = "conv2_1",
            SheetEvery = 4,
            SaveEvery = 3,
            LogEvery = 2,
            LoaderThreads = 2,
        };
    }

    [TearDown]
    public void Delete() => _folder.Dispose();

    [Test]
    public void StoppedAndResumedEqualsNeverStoppedBitForBit()
    {
        _settings = _settings with { Average = 0.99, Schedule = LearningRateSchedule.Cosine, WarmUpSteps = 3 };
        Assert.That(Train("whole", _settings), Is.True);
        // Once in the start phase, once among the adversarial steps, and with another number of threads and with recomputation.
        Assert.That(Train("pieces", _settings, stopAfter: 2), Is.False);
        Assert.That(Train("pieces", _settings with { LoaderThreads = 1, Recompute = true }, stopAfter: 5, resume: true, threads: 1), Is.False);
        Assert.That(Train("pieces", _settings, resume: true), Is.True);
        Assert.That(Newest("pieces").Metadata["step"], Is.EqualTo("9"));
        AssertEqual(Newest("pieces"), Newest("whole"));
        Assert.That(
            new RunFolder(_folder.File("pieces")).ReadLog().Select(report => (report.Step, report["content"])),
            Is.EqualTo(new RunFolder(_folder.File("whole")).ReadLog().Select(report => (report.Step, report["content"]))));
    }

    [Test]
    public void LeavesAFolderThatStylizeCanUse()
    {
        TrainingSettings settings = _settings with { License = "CC0-1.0" };
        Train("run", settings);
        string run = _folder.File("run");
        Assert.That(Directory.GetFiles(Path.Combine(run, "sheets")).Select(Path.GetFileName), Is.EquivalentTo(new[] { "step-000000.jpg", "step-000004.jpg", "step-000008.jpg" }));
        Assert.That(File.Exists(Path.Combine(run, "losses.png")));
        Assert.That(TrainingSettings.Load(Path.Combine(run, "settings.json")), Is.EqualTo(settings));
        Assert.That(Directory.GetFiles(run, "*.tmp"), Is.Empty);
        IReadOnlyList<StepReport> log = new RunFolder(run).ReadLog();
        Assert.That(log.Select(report => report.Step), Is.EqualTo(new[] { 2, 4, 6, 8, 9 }));
        Assert.That(log[^1].InstanceShares, Has.Count.EqualTo(22));
        Assert.That(log[^1]["penalty"], Is.Not.Null);
        using CpuDevice device = CpuDevice.Create();
        string weights = Path.Combine(run, "generator.safetensors");
        using WeightFile file = WeightFile.Open(weights);
        Assert.That(file.Metadata["licence"], Is.EqualTo("CC0-1.0"));
        Assert.That(file.Metadata["photos"], Does.Match("^[0-9]+ pictures, sha256 [0-9a-f]{64}$").And.Not.EqualTo(file.Metadata["style"]));
        Assert.That(file.Metadata["settings"], Does.Not.Contain(_folder.Path));
        using Generator generator = GeneratorFile.Load(weights, device);
        Imaging.Picture result = new Stylizer(generator).Stylize(TestPictures.Create(21, 35, 9));
        Assert.That((result.Width, result.Height), Is.EqualTo((21, 35)));
    }

    [Test]
    public void TheAverageIsWhatIsPassedOnAndMayBeginInAResumedRun()
    {
        Train("run", _settings, stopAfter: 4);
        Train("run", _settings with { Average = 0.5 }, stopAfter: 6, resume: true);
        WeightFile checkpoint = Newest("run");
        WeightFile generator = WeightFile.Read(_folder.File("run/generator.safetensors"));
        Assert.That(generator.Get("out.conv.weight").Values, Is.EqualTo(checkpoint.Get("average.out.conv.weight").Values));
        Assert.That(generator.Get("out.conv.weight").Values, Is.Not.EqualTo(checkpoint.Get("generator.out.conv.weight").Values));
        Train("run", _settings, resume: true);
        Assert.That(
            WeightFile.Read(_folder.File("run/generator.safetensors")).Get("out.conv.weight").Values,
            Is.EqualTo(Newest("run").Get("generator.out.conv.weight").Values));
    }

    [Test]
    public void ARunOfAnEarlierVersionGoesOn()
    {
        Train("whole", _settings, stopAfter: 7);
        Train("old", _settings, stopAfter: 4);
        string old = AsFirstVersion("old");
        Train("old", _settings with { KeepLast = 2 }, stopAfter: 7, resume: true);
        AssertEqual(Newest("old"), Newest("whole"));
        Assert.That(File.Exists(old), Is.False, "two newer ones have taken its place");
    }

    [Test]
    public void TryingTheAdversarialPhaseOutLeavesNoTrace()
    {
        TrainingSettings settings = _settings with { Steps = 42, StartSteps = 41, Batch = 1, SheetEvery = 0, SaveEvery = 100, FeatureLayer = "conv1_1", Average = 0.9 };
        using Watch watch = new();
        using (CpuDevice device = CpuDevice.Create())
        using (Trainer trainer = Trainer.Open(device, settings, new RunFolder(_folder.File("whole")), false, watch))
        {
            trainer.Run(CancellationToken.None);
        }

        double?[] left = [.. watch.Reports.Select(report => report.SecondsLeft)];
        Assert.That(left.Take(10), Has.All.Null, "the adversarial phase is unknown");
        Assert.That(left.Skip(10), Has.None.Null);
        for (int step = 10; step <= 50; step += 10)
        {
            Train("pieces", settings, stopAfter: step, resume: step > 10);
        }

        AssertEqual(Newest("pieces"), Newest("whole"));
    }

    [Test]
    public void SheetsShowTheValidationPhotos()
    {
        string validation = TestPictures.Folder(_folder, "validation", 2, 400);
        TrainingSettings settings = _settings with { Steps = 1, SheetEvery = 1, FeatureLayer = "conv1_1" };
        Train("own", settings);
        Train("other", settings with { Validation = validation });
        Imaging.Picture own = Imaging.PictureFile.Load(_folder.File("own/sheets/step-000000.jpg"));
        Imaging.Picture other = Imaging.PictureFile.Load(_folder.File("other/sheets/step-000000.jpg"));
        Assert.That(other.Height, Is.LessThan(own.Height), "two photos instead of five");
        AssertEqual(Newest("other"), Newest("own"));
        Assert.That(
            () => Train("none", settings with { Validation = _folder.File("nowhere") }),
            Throws.TypeOf<Imaging.DataSetException>().With.Message.Contains("nowhere"));
    }

    [Test]
    public void AnObserverHearsOfAllThatHappens()
    {
        List<string> heard = [];
        using CpuDevice device = CpuDevice.Create();
        using Trainer trainer = Trainer.Open(device, _settings with { Steps = 4, StartSteps = 1 }, new RunFolder(_folder.File("run")), false, new Listener(heard));
        trainer.Run(CancellationToken.None);
        Assert.That(heard, Is.EqualTo(new[]
        {
            "begin 0 of 4, 1 start", "sheet 0 step-000000.jpg", "step 1 0.0001 -", "step 2 8E-05 0.00016", "step 3 8E-05 0.00016", "checkpoint 3",
            "step 4 8E-05 0.00016", "sheet 4 step-000004.jpg", "checkpoint 4", "end 4 True",
        }));
    }

    [Test]
    public void MemoryDoesNotGrow()
    {
        using Watch watch = new();
        TrainingSettings settings = _settings with { Steps = 100, StartSteps = 10, Batch = 1, FeatureLayer = "conv1_1", SheetEvery = 25, SaveEvery = 50 };
        using CpuDevice device = CpuDevice.Create();
        using (Trainer trainer = Trainer.Open(device, settings, new RunFolder(_folder.File("run")), false, watch))
        {
            trainer.Run(CancellationToken.None);
        }

        // Sheets, checkpoints and all that comes with a step: none may leave a byte behind.
        Assert.That(watch.Reports.Skip(19).Select(report => report.MemoryInUse).Distinct().Count(), Is.EqualTo(1));
        // What a sheet takes, more than a step does, is counted with the step after it.
        ILookup<bool, long> peaks = watch.Reports.Skip(19).ToLookup(report => report.Step % settings.SheetEvery == 1, report => report.MemoryPeak);
        Assert.That(peaks[false].Distinct().Count(), Is.EqualTo(1), "of a step");
        Assert.That(peaks[true].Distinct().Count(), Is.EqualTo(1), "of a sheet and a step");
        Assert.That(device.Allocator.Statistics.InUse, Is.Zero, "all is freed with the trainer");
    }

    [Test]
    public void RefusesToMixRuns()
    {
        Train("run", _settings, stopAfter: 1);
        Assert.That(() => Train("run", _settings), Throws.TypeOf<SettingsException>().With.Message.Contains("--resume"));
        Assert.That(
            () => Train("run", _settings with { Batch = 3 }, resume: true),
            Throws.TypeOf<SettingsException>().With.Message.Contains("\"batch\": 3 (it has 2)"));
        Assert.That(() => Train("none", _settings, resume: true), Throws.TypeOf<SettingsException>().With.Message.Contains("no checkpoint"));
    }

    [Test]
    public void DivergenceStopsTheRunAndKeepsTheCheckpoint()
    {
        Train("run", _settings, stopAfter: 1);
        // A weight that is not a number makes every loss one. Checkpoints of the first version had no hash.
        string old = AsFirstVersion("run", file => file.Get("generator.out.conv.weight").Values[0] = float.NaN);
        byte[] poisoned = File.ReadAllBytes(old);
        Assert.That(() => Train("run", _settings, resume: true), Throws.TypeOf<TrainingDivergedException>().With.Message.Contains("step 2"));
        Assert.That(File.ReadAllBytes(old), Is.EqualTo(poisoned));
    }

    /// <summary>Puts a run's newest checkpoint where earlier versions of this program had their only one.</summary>
    private string AsFirstVersion(string name, Action<WeightFile>? change = null)
    {
        WeightFile file = Newest(name);
        change?.Invoke(file);
        string[] later = ["sha256", "measureOf", "measureMean", "measureCount"];
        string old = _folder.File($"{name}/checkpoint.safetensors");
        Dictionary<string, string> metadata = file.Metadata.Where(entry => !later.Contains(entry.Key)).ToDictionary();
        metadata["ilcomicgan.checkpoint"] = "1";
        Safetensors.Write(old, file.Tensors, metadata);
        Directory.Delete(_folder.File($"{name}/checkpoints"), recursive: true);
        return old;
    }

    private static void AssertEqual(WeightFile actual, WeightFile expected)
    {
        Assert.That(actual.Tensors, Has.Count.EqualTo(expected.Tensors.Count));
        foreach (WeightTensor tensor in expected.Tensors)
        {
            Assert.That(actual.Get(tensor.Name).Values.AsSpan().SequenceEqual(tensor.Values), Is.True, tensor.Name);
        }
    }

    private WeightFile Newest(string name) => WeightFile.Read(new RunFolder(_folder.File(name)).Checkpoints.Files[0]);

    private bool Train(string name, TrainingSettings settings, int stopAfter = int.MaxValue, bool resume = false, int threads = 2)
    {
        using CpuDevice device = CpuDevice.Create(threads);
        using Watch watch = new(stopAfter);
        using Trainer trainer = Trainer.Open(device, settings, new RunFolder(_folder.File(name)), resume, watch);
        return trainer.Run(watch.Token);
    }

    private sealed class Listener(List<string> heard) : ITrainingObserver
    {
        public void OnBegin(RunBegin begin) => heard.Add($"begin {begin.Step} of {begin.TotalSteps}, {begin.StartSteps} start");

        public void OnStep(StepReport report) => heard.Add(string.Create(
            CultureInfo.InvariantCulture, $"step {report.Step} {report.GeneratorLearningRate} {report.CriticLearningRate?.ToString(CultureInfo.InvariantCulture) ?? "-"}"));

        public void OnSheet(SheetReport sheet)
        {
            Assert.That(sheet.Sheet.Width, Is.Positive);
            Assert.That(File.Exists(sheet.File));
            heard.Add($"sheet {sheet.Step} {Path.GetFileName(sheet.File)}");
        }

        public void OnCheckpoint(CheckpointReport checkpoint)
        {
            Assert.That(File.Exists(checkpoint.File));
            heard.Add($"checkpoint {checkpoint.Step}");
        }

        public void OnMessage(string message)
        {
        }

        public void OnEnd(RunEnd end) => heard.Add($"end {end.Step} {end.Complete}");
    }
}
