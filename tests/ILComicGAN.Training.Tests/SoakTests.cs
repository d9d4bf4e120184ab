using ILComicGAN.Engine.Devices.Cpu;
using ILComicGAN.Imaging;
using ILComicGAN.Stylization;
using ILComicGAN.Training.Runs;

namespace ILComicGAN.Training.Tests;

/// <summary>A long run, and many pictures, in one process: the memory of the process is at the end what it was early on.</summary>
[Explicit("minutes of work")]
public sealed class SoakTests
{
    private const int Steps = 2000;
    private const int Pictures = 1000;
    private const double MostGrowth = 1.02;

    [Test]
    public void MemoryStaysAsItIs()
    {
        using TemporaryFolder folder = new();
        TrainingSettings settings = TinyRun.Settings(folder, photos: 6, style: 6) with
        {
            Steps = Steps, StartSteps = Steps / 20, Batch = 2, SheetEvery = 100, SaveEvery = 100, Average = 0.99, LogEvery = 20,
        };
        using CpuDevice device = CpuDevice.Create(threads: 2);
        RunFolder run = new(folder.File("run"));
        using (MemoryWatch watch = new(Steps / 10))
        {
            using RunRecorder recorder = new(run, device, watch);
            using Trainer trainer = Trainer.Open(device, settings, run, resume: false, recorder);
            Assert.That(trainer.Run(CancellationToken.None), Is.True);
            long end = Resident();
            TestContext.Out.WriteLine($"{Steps} steps: {watch.Early / 1e6:F1} MB resident after {Steps / 10}, {end / 1e6:F1} MB at the end, {(double)end / watch.Early:F4} of it");
            Assert.That(end, Is.LessThanOrEqualTo(MostGrowth * watch.Early));
        }

        using Networks.Generators.Generator generator = GeneratorFile.Load(run.Generator, device);
        Stylizer stylizer = new(generator);
        long early = 0;
        for (int i = 1; i <= Pictures; i++)
        {
            // Of ever other sizes, read and written as files are.
            byte[] photo = PictureFile.Encode(TestPictures.Create(40 + (i % 7 * 9), 32 + (i % 5 * 11), (ulong)i), i % 2 == 0 ? ".png" : ".jpg");
            _ = PictureFile.Encode(stylizer.Stylize(PictureFile.Decode(photo, "photo")), i % 3 == 0 ? ".webp" : ".png", isResult: true);
            early = i == Pictures / 10 ? Resident() : early;
        }

        long last = Resident();
        TestContext.Out.WriteLine($"{Pictures} pictures: {early / 1e6:F1} MB resident after {Pictures / 10}, {last / 1e6:F1} MB at the end, {(double)last / early:F4} of it");
        Assert.That(last, Is.LessThanOrEqualTo(MostGrowth * early));
    }

    /// <summary>Bytes of this process, without what the collector has only not yet collected.</summary>
    private static long Resident()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return Environment.WorkingSet;
    }

    /// <summary>Notes the memory after a number of steps.</summary>
    private sealed class MemoryWatch(int step) : ITrainingObserver, IDisposable
    {
        public long Early { get; private set; }

        public void OnStep(StepReport report)
        {
            if (report.Step == step)
            {
                Early = Resident();
            }
        }

        public void OnMessage(string message) => TestContext.Out.WriteLine(message);

        public void Dispose()
        {
        }
    }
}
