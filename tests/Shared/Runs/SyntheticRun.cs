using ILComicGAN.Engine.Random;
using ILComicGAN.Imaging;
using ILComicGAN.Training;
using ILComicGAN.Training.Runs;

namespace ILComicGAN.Tests.Shared;

/// <summary>A run's folder as training would leave it, without the training: curves with noise, sheets that become a picture.</summary>
internal sealed class SyntheticRun
{
    private static readonly string[] s_layers = ["a.0.norm", "a.1.norm", "b.0.norm", "r.1.expand.norm", "r.1.depthwise.norm", "r.4.project.norm", "e.1.norm"];

    private readonly RandomStream _random;
    private readonly SteppedClock _clock;
    private readonly JournalRecorder _journal;
    private readonly int _startSteps;

    public SyntheticRun(string path, int totalSteps, int startSteps, ulong seed, TrainingSettings? settings = null)
    {
        Folder = new RunFolder(path);
        _random = new RandomStream(seed, 41);
        _clock = new SteppedClock(new DateTimeOffset(2026, 3, 1, 20, 15, 0, TimeSpan.Zero));
        TotalSteps = totalSteps;
        _startSteps = startSteps;
        Settings = settings ?? new TrainingSettings { Photos = "/home/someone/photos", Style = "/home/someone/style", Batch = 4, Steps = totalSteps, StartSteps = startSteps };
        Folder.Begin(Settings);
        RunEnvironment environment = new("cpu", "8 logical processors, 8 threads, AVX-512, 31.2 GiB of memory", "A processor (X64)", "An operating system", ".NET 10", "0.1.0+test");
        _journal = new JournalRecorder(Folder, environment, message => throw new AssertionException(message), _clock);
    }

    public RunFolder Folder { get; }

    public TrainingSettings Settings { get; }

    public int TotalSteps { get; }

    public RunBegin Begin(int step = 0)
    {
        RunBegin begin = new(Settings, step, TotalSteps, _startSteps, Folder, "cpu", $"12 pictures, sha256 {new string('a', 64)}", $"7 pictures, sha256 {new string('b', 64)}");
        _journal.OnBegin(begin);
        return begin;
    }

    public void End(bool complete, int step) => _journal.OnEnd(new RunEnd(step, complete));

    public void Say(string message) => _journal.OnMessage(message);

    /// <summary>Logs one step.</summary>
    public StepReport Log(int step)
    {
        StepReport report = Report(step);
        _clock.Now += TimeSpan.FromSeconds(14);
        Folder.Append(report);
        _journal.OnStep(report);
        return report;
    }

    /// <summary>Writes a checkpoint's line.</summary>
    public void Save(int step) => _journal.OnCheckpoint(new CheckpointReport(step, Folder.Path));

    /// <summary>Writes the sheet of a step.</summary>
    public SheetReport Sheet(int step, int size = 64)
    {
        List<Picture> cells = [];
        for (ulong i = 0; i < 4; i++)
        {
            Picture photo = TestPictures.Create(size, size, 70 + i);
            cells.Add(photo);
            byte[] rgb = photo.Rgb.ToArray();
            double noise = Math.Exp(-3.0 * step / TotalSteps);
            for (int k = 0; k < rgb.Length; k++)
            {
                rgb[k] = (byte)Math.Clamp((rgb[k] * (1 - noise)) + (255 * noise * _random.NextSingle()), 0, 255);
            }

            cells.Add(new Picture(size, size, rgb));
        }

        Picture sheet = PictureSheet.Compose(cells, columns: 4);
        SheetReport report = new(step, sheet, Folder.WriteSheet(step, sheet));
        _journal.OnSheet(report);
        return report;
    }

    public StepReport Report(int step)
    {
        bool start = step <= _startSteps;
        double t = (double)step / TotalSteps;
        Dictionary<string, float> losses = new() { ["content"] = Noisy(0.15 + (0.6 * Math.Exp(-5 * t)), 0.15) };
        Dictionary<string, float> adversarial = start ? [] : new()
        {
            ["gray"] = Noisy(0.02 + (0.3 * Math.Exp(-4 * t)), 0.3),
            ["color"] = Noisy(0.01 + (0.1 * Math.Exp(-3 * t)), 0.2),
            ["adversarial"] = Noisy(-2 + (4 * t), 0.2),
            ["total"] = Noisy(50 - (30 * t), 0.1),
            ["criticFake"] = Noisy(-3 + t, 0.1),
            ["criticReal"] = Noisy(3 - t, 0.1),
            ["penalty"] = Noisy(0.05, 0.5),
            ["critic"] = Noisy(-5 + (2 * t), 0.1),
        };
        return new StepReport
        {
            Step = step,
            TotalSteps = TotalSteps,
            Phase = start ? "start" : "gan",
            Losses = start ? losses : losses.Concat(adversarial).ToDictionary(),
            GeneratorLearningRate = start ? 1e-4 : 8e-5 * (1 + Math.Cos(Math.PI * t)) / 2,
            CriticLearningRate = start ? null : 1.6e-4 * (1 + Math.Cos(Math.PI * t)) / 2,
            GeneratorGradientNorm = Noisy(3, 0.5),
            CriticGradientNorm = start ? null : Noisy(8, 0.5),
            SecondsLeft = 14 * (TotalSteps - step),
            ImagesPerSecond = Noisy(start ? 4 : 1.7, 0.05),
            MemoryInUse = 700L << 20,
            MemoryPeak = start ? 1200L << 20 : 1900L << 20,
            InstanceShares = s_layers.Select((name, i) => (name, share: (float)Math.Clamp((t * (i + 1) / 4) + (0.1 * _random.NextSingle()), 0, 1))).ToDictionary(p => p.name, p => p.share),
        };

        float Noisy(double value, double relative) => (float)(value * (1 + (relative * ((2 * _random.NextSingle()) - 1))));
    }
}
