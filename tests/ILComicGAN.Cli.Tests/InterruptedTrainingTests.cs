using System.Diagnostics;
using ILComicGAN.Training;
using ILComicGAN.Training.Checkpoints;
using ILComicGAN.Training.Optimization;
using ILComicGAN.Training.Runs;
using ILComicGAN.Weights;

namespace ILComicGAN.Cli.Tests;

/// <summary>Training runs that are killed without warning, and one whose disk fills up.</summary>
public sealed class InterruptedTrainingTests
{
    private const int Steps = 20;

    private TemporaryFolder _folder = null!;
    private string _settings = "";

    [SetUp]
    public void MakeRun()
    {
        _folder = new TemporaryFolder();
        TrainingSettings settings = new()
        {
            Photos = TestPictures.Folder(_folder, "photos", 3, 11),
            Style = TestPictures.Folder(_folder, "style", 2, 12),
            Size = 32,
            Batch = 1,
            Steps = Steps,
            StartSteps = 5,
            FeatureLayer = "conv1_1",
            Average = 0.9,
            Schedule = Training.Optimization.LearningRateSchedule.Cosine,
            SheetEvery = 5,
            SaveEvery = 1,
            LogEvery = 1,
        };
        _settings = _folder.File("settings.json");
        File.WriteAllText(_settings, settings.ToJson());
    }

    [TearDown]
    public void Delete() => _folder.Dispose();

    [Test]
    public void KilledAtAnyMomentItLosesNothing() => Kill(times: 3, seed: Environment.TickCount);

    /// <summary>What the project promises; takes some minutes. ILCOMICGAN_KILLS can name another number.</summary>
    [Test]
    [Explicit("minutes")]
    public void KilledAHundredTimesItLosesNothing() => Kill(
        int.TryParse(Environment.GetEnvironmentVariable("ILCOMICGAN_KILLS"), out int times) ? times : 100, Environment.TickCount);

    private void Kill(int times, int seed)
    {
        TestContext.Out.WriteLine($"seed {seed}");
        Random random = new(seed);
        Stopwatch clock = Stopwatch.StartNew();
        Result whole = RunningProgram.Run("train", "--threads", "1", "--settings", _settings, "--out", _folder.File("whole"));
        Assert.That(whole.Code, Is.Zero, whole.Error);
        // Long enough for a few steps at most: startup is a good part of a life, and is killed too.
        double life = clock.Elapsed.TotalSeconds / 4;
        WeightFile expected = Newest("whole", out _);
        int killed = 0;
        for (int round = 0; killed < times; round++)
        {
            string run = $"run{round}";
            int last = 0;
            bool ended = false;
            while (killed < times && !ended)
            {
                (ended, string error) = Live(run, TimeSpan.FromSeconds(life * random.NextDouble()));
                killed += ended ? 0 : 1;
                last = Check(run, error, last);
            }

            if (!ended)
            {
                Result rest = RunningProgram.Run("train", "--threads", "1", "--settings", _settings, "--out", _folder.File(run), "--resume");
                Assert.That(rest.Code, Is.Zero, rest.Error);
            }

            AssertEqual(run, expected);
            TestContext.Progress.WriteLine($"round {round}: {killed} kills so far, {clock.Elapsed.TotalSeconds:F0} s, the same bits in the end");
        }
    }

    /// <summary>Starts or resumes the run, and kills it after a time unless it has ended before.</summary>
    private (bool Ended, string Error) Live(string run, TimeSpan time)
    {
        string folder = _folder.File(run);
        string[] resume = File.Exists(Path.Combine(folder, "settings.json")) ? ["--resume"] : [];
        using Process process = RunningProgram.Start(["train", "--threads", "1", "--settings", _settings, "--out", folder, .. resume]);
        Task<string> error = process.StandardError.ReadToEndAsync();
        bool ended = process.WaitForExit(time);
        process.Kill();
        process.WaitForExit();
        Assert.That(ended && process.ExitCode != 0, Is.False, error.Result);
        return (ended, error.Result);
    }

    /// <summary>Nothing damaged, and no step lost that was finished.</summary>
    /// <returns>The step of the newest checkpoint.</returns>
    private int Check(string run, string error, int last)
    {
        RunFolder folder = new(_folder.File(run));
        if (!folder.HasCheckpoint)
        {
            Assert.That(last, Is.Zero);
            return 0;
        }

        Newest(run, out int step);
        // A step is finished with its checkpoint; its line comes just before.
        int logged = folder.ReadLog().Select(report => report.Step).DefaultIfEmpty(0).Max();
        Assert.That(step, Is.GreaterThanOrEqualTo(Math.Max(last, logged - 1)), error);
        Assert.That(error, Does.Not.Contain("put aside").And.Not.Contain("could not be written").And.Not.Contain("   at "));
        Assert.That(Directory.EnumerateFiles(folder.Path, "*.damaged", SearchOption.AllDirectories), Is.Empty);
        Assert.That(Directory.EnumerateFiles(folder.Path, ".*.tmp", SearchOption.AllDirectories).Count(), Is.LessThanOrEqualTo(1), "former ones were cleared away");
        return step;
    }

    private void AssertEqual(string run, WeightFile expected)
    {
        WeightFile actual = Newest(run, out int step);
        Assert.That(step, Is.EqualTo(Steps));
        Assert.That(actual.Tensors, Has.Count.EqualTo(expected.Tensors.Count));
        foreach (WeightTensor tensor in expected.Tensors)
        {
            Assert.That(actual.Get(tensor.Name).Values.AsSpan().SequenceEqual(tensor.Values), Is.True, tensor.Name);
        }

        Assert.That(
            File.ReadAllBytes(_folder.File($"{run}/sheets/step-000020.jpg")),
            Is.EqualTo(File.ReadAllBytes(_folder.File("whole/sheets/step-000020.jpg"))));
        Assert.That(
            new RunFolder(_folder.File(run)).ReadLog().Select(report => (report.Step, report["total"])),
            Is.EqualTo(new RunFolder(_folder.File("whole")).ReadLog().Select(report => (report.Step, report["total"]))));
    }

    private WeightFile Newest(string run, out int step)
    {
        WeightFile file = WeightFile.Read(new RunFolder(_folder.File(run)).Checkpoints.Files[0]);
        step = int.Parse(file.Metadata["step"], null);
        return file;
    }

    /// <summary>On a file system of its own that somebody else fills while the run goes on, and clears again.</summary>
    [Test]
    [Platform("Linux")]
    public void AFullDiskIsSaidOnceAndTheRunGoesOn()
    {
        string disk = Directory.CreateDirectory(_folder.File("disk")).FullName;
        string mount = $"mount -t tmpfs -o size=400m tmpfs '{disk}'";
        if (RunningProgram.Finish(RunningProgram.StartShell(mount)).Code != 0)
        {
            Assert.Ignore("this machine lets no small file system be mounted (unshare -rm)");
        }

        string error = _folder.File("error.txt");
        Result result = RunningProgram.Finish(RunningProgram.StartShell(
            $$"""
            {{mount}}
            dotnet '{{RunningProgram.Path}}' train --threads 1 --settings '{{_settings}}' --out '{{disk}}/run' --steps 100000 2> '{{error}}' &
            waitfor() { for i in $(seq 600); do [ "$(eval "$1")" -ge "$2" ] && return; sleep 0.1; done; echo "waited in vain for $1"; exit 9; }
            waitfor 'ls {{disk}}/run/checkpoints | wc -l' 2
            # What the run gives back by deleting an old checkpoint is taken too.
            for i in $(seq 600); do
              dd if=/dev/zero bs=64k >> '{{disk}}/filler' 2> '{{_folder.File("dd.txt")}}'
              grep -q "checkpoint could not be written" '{{error}}' && break
              sleep 0.1
            done
            sleep 2
            cp -r '{{disk}}/run/checkpoints' '{{_folder.File("during")}}'
            rm '{{disk}}/filler'
            waitfor 'grep -c "checkpoint could be written again" {{error}}' 1
            kill -TERM %1
            wait %1
            code=$?
            cp -r '{{disk}}/run' '{{_folder.File("after")}}'
            exit $code
            """));
        string said = File.ReadAllText(error);
        Assert.That(result.Code, Is.Zero, result.Output + result.Error + said);
        TestContext.Out.WriteLine(string.Join('\n', said.Split('\n').Where(line => line.Contains("written", StringComparison.Ordinal))));
        string[] complaints = [.. said.Split('\n').Where(line => line.StartsWith("The checkpoint could not be written", StringComparison.Ordinal))];
        Assert.That(complaints, Has.Length.EqualTo(1), said);
        Assert.That(complaints[0], Does.Contain("space").And.Contain("last good checkpoint, of step"));
        Assert.That(Directory.GetFiles(_folder.File("during"), "step-*"), Is.Not.Empty);
        foreach (string good in Directory.GetFiles(_folder.File("during"), "step-*"))
        {
            Assert.That(() => Training.Checkpoints.Checkpoint.Verify(good), Throws.Nothing);
        }

        // Every step is in the log, those that could not be written at first too.
        RunFolder after = new(_folder.File("after"));
        int[] logged = [.. after.ReadLog().Select(report => report.Step)];
        Assert.That(logged, Is.EqualTo(Enumerable.Range(1, logged.Length)));
        Assert.That(Training.Checkpoints.Checkpoint.Verify(after.Checkpoints.Files[0]).Step, Is.EqualTo(logged.Length));
    }
}
