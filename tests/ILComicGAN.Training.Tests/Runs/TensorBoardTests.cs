using ILComicGAN.Engine.Devices.Cpu;
using ILComicGAN.Imaging;
using ILComicGAN.Training.Runs;
using ILComicGAN.Training.Runs.TensorBoard;
using Summary = Tensorboard.Summary;

namespace ILComicGAN.Training.Tests.Runs;

public sealed class TensorBoardTests
{
    private TemporaryFolder _folder = null!;
    private List<string> _warnings = null!;
    private SteppedClock _clock = null!;

    [SetUp]
    public void Begin() => (_folder, _warnings, _clock) = (new TemporaryFolder(), [], new SteppedClock(DateTimeOffset.FromUnixTimeMilliseconds(1_790_000_000_250)));

    [TearDown]
    public void Delete() => _folder.Dispose();

    [Test]
    public void TheTestsOwnChecksumIsCastagnolis()
    {
        // RFC 3720, B.4, and the usual check value.
        Assert.That(TensorBoardLog.Crc32C("123456789"u8), Is.EqualTo(0xE3069283));
        Assert.That(TensorBoardLog.Crc32C(new byte[32]), Is.EqualTo(0x8A9136AA));
        Assert.That(TensorBoardLog.Crc32C([.. Enumerable.Range(0, 32).Select(i => (byte)i)]), Is.EqualTo(0x46DD794E));
    }

    [Test]
    public void TensorBoardsOwnMessagesReadScalarsPicturesAndText()
    {
        SyntheticRun run = new(_folder.File("run"), totalSteps: 40, startSteps: 10, seed: 3);
        StepReport[] reports = [.. new[] { 7, 14, 40 }.Select(run.Report)];
        using (TensorBoardRecorder recorder = Recorder())
        {
            recorder.OnBegin(run.Begin());
            recorder.OnSheet(run.Sheet(0, size: 33));
            foreach (StepReport report in reports)
            {
                _clock.Now += TimeSpan.FromSeconds(2);
                recorder.OnStep(report);
                recorder.OnStep(report with { InstanceShares = null });
            }
        }

        string file = Directory.GetFiles(Log).Single();
        Assert.That(Path.GetFileName(file), Does.StartWith("events.out.tfevents.1790000000."));
        List<Tensorboard.Event> events = TensorBoardLog.Read(File.ReadAllBytes(file));
        Assert.That(events[0].WallTime, Is.EqualTo(1_790_000_000.25));
        Assert.That(events[^1].WallTime, Is.EqualTo(1_790_000_006.25));
        Assert.That(events.Any(entry => entry.SessionLog is not null), Is.False, "nothing came before");

        List<(long Step, Summary.Types.Value Value)> shown = TensorBoardLog.Shown(Log);
        foreach (RunSeries series in RunSeries.All)
        {
            Assert.That(
                shown.Where(pair => pair.Value.Tag == series.Tag).Select(pair => (pair.Step, pair.Value.SimpleValue)),
                Is.EqualTo(reports.Where(report => series.Value(report) is not null).Select(report => ((long)report.Step, series.Value(report)!.Value))),
                series.Tag);
        }

        Assert.That(shown.Where(pair => pair.Value.Tag == "lin/r.1.expand.norm").Select(pair => pair.Value.SimpleValue), Is.EqualTo(reports.Select(report => report.InstanceShares!["r.1.expand.norm"])));
        Summary.Types.Image image = shown.Single(pair => pair.Value.Tag == "sheet").Value.Image;
        Picture picture = PictureFile.Decode(image.EncodedImageString.ToByteArray(), "event");
        Assert.That((image.Width, image.Height, image.Colorspace), Is.EqualTo((picture.Width, picture.Height, 3)));
        Summary.Types.Value text = shown.Single(pair => pair.Value.Tag == "run/settings").Value;
        Assert.That(text.Metadata.PluginData.PluginName, Is.EqualTo("text"));
        Assert.That(text.Tensor.Dtype, Is.EqualTo(Tensorboard.DataType.DtString));
        Assert.That(text.Tensor.TensorShape.Dim.Single().Size, Is.EqualTo(1));
        Assert.That(text.Tensor.StringVal.Single().ToStringUtf8(), Does.Contain("\"batch\": 4").And.Not.Contain("/home"));
        Assert.That(_warnings, Is.Empty);
    }

    [Test]
    public void ChecksumsHoldForEveryLengthOfARecord()
    {
        string text = new([.. Enumerable.Range(0, 40).Select(i => (char)('α' + i))]);
        using (EventFile file = EventFile.Create(Log, null, _clock))
        {
            for (int length = 0; length <= text.Length; length++)
            {
                file.AddText(length, "t", text[..length]);
            }
        }

        Assert.That(
            TensorBoardLog.Shown(Log).Select(pair => pair.Value.Tensor.StringVal[0].ToStringUtf8()),
            Is.EqualTo(Enumerable.Range(0, text.Length + 1).Select(length => text[..length])));
    }

    [TestCase(0)]
    [TestCase(-3600)]
    public void AResumedRunTakesBackWhatIsDoneAgain(int clockMovesBy)
    {
        SyntheticRun run = new(_folder.File("run"), totalSteps: 40, startSteps: 4, seed: 5);
        using (TensorBoardRecorder first = Recorder())
        {
            first.OnBegin(run.Begin());
            for (int step = 1; step <= 12; step++)
            {
                first.OnStep(run.Report(step) with { Losses = new Dictionary<string, float> { ["content"] = step } });
            }
        }

        // In the same second, or after the clock was set back: the second file must still be read after the first.
        _clock.Now += TimeSpan.FromSeconds(clockMovesBy);
        using (TensorBoardRecorder second = Recorder())
        {
            second.OnBegin(run.Begin(8));
            for (int step = 9; step <= 14; step++)
            {
                second.OnStep(run.Report(step) with { Losses = new Dictionary<string, float> { ["content"] = 100 + step } });
            }

            second.OnRollback(11);
            for (int step = 12; step <= 13; step++)
            {
                second.OnStep(run.Report(step) with { Losses = new Dictionary<string, float> { ["content"] = 200 + step } });
            }
        }

        Assert.That(Directory.GetFiles(Log), Has.Length.EqualTo(2));
        Assert.That(
            TensorBoardLog.Shown(Log).Where(pair => pair.Value.Tag == "generator/content").Select(pair => pair.Value.SimpleValue),
            Is.EqualTo(new float[] { 1, 2, 3, 4, 5, 6, 7, 8, 109, 110, 111, 212, 213 }));
    }

    [Test]
    public void WhatAKillCutOffHidesNothingElse()
    {
        SyntheticRun run = new(_folder.File("run"), totalSteps: 9, startSteps: 2, seed: 6);
        using (TensorBoardRecorder recorder = Recorder())
        {
            recorder.OnBegin(run.Begin());
            recorder.OnStep(run.Report(1));
            recorder.OnStep(run.Report(5));
            // Every event is in the file as soon as it was told, not when the run ends.
            Assert.That(TensorBoardLog.Shown(Log).Max(pair => pair.Step), Is.EqualTo(5));
        }

        string file = Directory.GetFiles(Log).Single();
        byte[] bytes = File.ReadAllBytes(file);
        File.WriteAllBytes(file, bytes[..^3]);
        using (TensorBoardRecorder again = Recorder())
        {
            again.OnBegin(run.Begin(1));
            again.OnStep(run.Report(5));
        }

        Assert.That(TensorBoardLog.Shown(Log).Where(pair => pair.Value.Tag == "generator/content").Select(pair => pair.Step), Is.EqualTo(new[] { 1, 5 }));
    }

    [Test]
    public void AFullDiskLeavesNoHalfRecord()
    {
        using FullStream stream = new() { Room = 300 };
        using EventFile file = EventFile.Begin(stream, null, _clock);
        file.AddText(1, "small", "fits");
        Assert.That(() => file.AddText(2, "large", new string('x', 400)), Throws.TypeOf<IOException>());
        stream.Room = 10_000;
        file.AddText(3, "small", "again");
        Assert.That(TensorBoardLog.Read(stream.ToArray()).Select(entry => entry.Step), Is.EqualTo(new[] { 0, 1, 3 }));
    }

    [Test]
    public void AFolderThatCannotBeWrittenIsSaidOnceAndStopsNothing()
    {
        SyntheticRun run = new(_folder.File("run"), totalSteps: 9, startSteps: 2, seed: 7);
        File.WriteAllText(Log, "a file where the folder should be");
        using TensorBoardRecorder recorder = Recorder();
        recorder.OnBegin(run.Begin());
        recorder.OnSheet(run.Sheet(0));
        recorder.OnStep(run.Report(1));
        recorder.OnRollback(0);
        Assert.That(_warnings, Has.Count.EqualTo(1));
        Assert.That(_warnings[0], Does.Contain("TensorBoard").And.Contain("goes on"));
    }

    /// <summary>A real run, stopped and resumed: what TensorBoard shows is what the log says.</summary>
    [Test]
    public void ARunsEventsAreItsLog()
    {
        TrainingSettings settings = new()
        {
            Photos = TestPictures.Folder(_folder, "photos", 3, 1),
            Style = TestPictures.Folder(_folder, "style", 2, 50),
            Size = 32,
            Batch = 1,
            Steps = 6,
            StartSteps = 2,
            FeatureLayer = "conv1_1",
            SheetEvery = 3,
            SaveEvery = 2,
            LogEvery = 1,
        };
        RunFolder folder = new(_folder.File("trained"));
        Train(settings, folder, resume: false, failAfter: 5);
        Train(settings, folder, resume: true);
        List<(long Step, Summary.Types.Value Value)> shown = TensorBoardLog.Shown(folder.TensorBoard);
        IReadOnlyList<StepReport> log = folder.ReadLog();
        Assert.That(log.Select(report => report.Step), Is.EqualTo(new[] { 1, 2, 3, 4, 5, 6 }));
        foreach (RunSeries series in RunSeries.All)
        {
            Assert.That(
                shown.Where(pair => pair.Value.Tag == series.Tag).Select(pair => (pair.Step, pair.Value.SimpleValue)),
                Is.EqualTo(log.Where(report => series.Value(report) is not null).Select(report => ((long)report.Step, series.Value(report)!.Value))),
                series.Tag);
        }

        Assert.That(shown.Where(pair => pair.Value.Tag == "sheet").Select(pair => pair.Step), Is.EqualTo(new[] { 0, 3, 6 }));
        Picture sheet = PictureFile.Decode(shown.First(pair => pair.Value.Tag == "sheet").Value.Image.EncodedImageString.ToByteArray(), "event");
        Picture written = PictureFile.Load(folder.Sheet(0));
        Assert.That((sheet.Width, sheet.Height), Is.EqualTo((written.Width, written.Height)));
        Assert.That(sheet.Rgb.SequenceEqual(written.Rgb), Is.True, "the sheet of the folder");
        RunReader reader = new(folder);
        reader.Refresh();
        Assert.That(reader.State, Is.EqualTo(RunState.Complete));
        Assert.That(reader.Journal.Where(entry => entry.Kind is JournalKind.Begin or JournalKind.Failed or JournalKind.Complete).Select(entry => (entry.Kind, entry.Step)), Is.EqualTo(new[]
        {
            (JournalKind.Begin, 0), (JournalKind.Failed, 5), (JournalKind.Begin, 4), (JournalKind.Complete, 6),
        }));
        Assert.That(File.ReadAllText(folder.Report), Does.Contain("\"state\":\"complete\"").And.Not.Contain(_folder.Path), "a page that tells nothing of this machine's folders");
    }

    private string Log => _folder.File("tensorboard");

    private TensorBoardRecorder Recorder() => new(Log, _warnings.Add, _clock);

    private static void Train(TrainingSettings settings, RunFolder folder, bool resume, int failAfter = int.MaxValue)
    {
        using CpuDevice device = CpuDevice.Create();
        using RunRecorder recorder = new(folder, device, new Failing(failAfter));
        using Trainer trainer = Trainer.Open(device, settings, folder, resume, recorder);
        try
        {
            trainer.Run(CancellationToken.None);
        }
        catch (InvalidOperationException e)
        {
            recorder.Fail(e);
        }
    }

    /// <summary>Ends a run in its middle, as a failure would.</summary>
    private sealed class Failing(int after) : ITrainingObserver
    {
        private int _step;

        public void OnStep(StepReport report)
        {
            if (_step >= after)
            {
                throw new InvalidOperationException("power cut");
            }

            _step = report.Step;
        }

        public void OnMessage(string message)
        {
        }
    }

    /// <summary>A disk with little room: writes what fits, then fails, as files do.</summary>
    private sealed class FullStream : MemoryStream
    {
        public int Room { get; set; }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            int fits = (int)Math.Min(buffer.Length, Room - Position);
            // Not the span's overload: in a derived class that one comes back to this method.
            base.Write(buffer[..fits].ToArray(), 0, fits);
            if (fits < buffer.Length)
            {
                throw new IOException("No space left on device");
            }
        }
    }
}
