using System.Globalization;
using ILComicGAN.Engine.Devices.Cpu;
using ILComicGAN.Imaging;
using ILComicGAN.Networks.Generators;
using ILComicGAN.Networks.Modules;
using ILComicGAN.Stylization;
using ILComicGAN.Training.Runs;

namespace ILComicGAN.Training.Tests;

/// <summary>
/// A long run, and many pictures, in one process: the memory of the process is at the end what it was early on.
/// ILCOMICGAN_SOAK_STEPS and _PICTURES set how long. With DOTNET_TieredCompilation=0: .NET compiles what has run 30 times anew,
/// and code that runs once a checkpoint does so over thousands of steps, 10 MB in all, which is no leak but looks like one.
/// </summary>
[Explicit("minutes of work")]
public sealed class SoakTests
{
    private const double MostGrowth = 1.02;

    private static readonly int s_steps = Count("ILCOMICGAN_SOAK_STEPS", 2000);
    private static readonly int s_pictures = Count("ILCOMICGAN_SOAK_PICTURES", 1000);

    [Test]
    public void OfATraining()
    {
        using TemporaryFolder folder = new();
        TrainingSettings settings = TinyRun.Settings(folder, photos: 6, style: 6) with
        {
            // Within the first tenth everything has come at least twice: critic's steps, their sheets and checkpoints.
            Steps = s_steps, StartSteps = s_steps / 100, Batch = 2, SheetEvery = s_steps / 40, SaveEvery = s_steps / 40, Average = 0.99, LogEvery = 20,
        };
        using CpuDevice device = CpuDevice.Create(threads: 2);
        RunFolder run = new(folder.File("run"));
        MemoryWatch watch = new();
        using RunRecorder recorder = new(run, device, watch);
        using Trainer trainer = Trainer.Open(device, settings, run, resume: false, recorder);
        Assert.That(trainer.Run(CancellationToken.None), Is.True);
        RequireSteady(watch.Tenths, $"of {s_steps} steps");
    }

    [Test]
    public void OfManyPictures()
    {
        using CpuDevice device = CpuDevice.Create(threads: 2);
        using LwComicGanGenerator generator = new(new ParameterFactory(device, 3));
        generator.Freeze();
        Stylizer stylizer = new(generator);
        List<long> tenths = [];
        for (int i = 1; i <= s_pictures; i++)
        {
            // Of ever other sizes, read and written as files are.
            byte[] photo = PictureFile.Encode(TestPictures.Create(40 + (i % 7 * 9), 32 + (i % 5 * 11), (ulong)i), i % 2 == 0 ? ".png" : ".jpg");
            _ = PictureFile.Encode(stylizer.Stylize(PictureFile.Decode(photo, "photo")), i % 3 == 0 ? ".webp" : ".png", isResult: true);
            if (i % (s_pictures / 10) == 0)
            {
                tenths.Add(Resident());
            }
        }

        RequireSteady(tenths, $"of {s_pictures} pictures");
    }

    [SetUp]
    public void RequireThatCodeIsCompiledOnce()
    {
        if (Environment.GetEnvironmentVariable("DOTNET_TieredCompilation") != "0")
        {
            Assert.Ignore("set DOTNET_TieredCompilation=0: compiling in tiers takes memory for thousands of steps");
        }
    }

    private static void RequireSteady(List<long> tenths, string what)
    {
        double growth = (double)tenths[^1] / tenths[0];
        TestContext.Out.WriteLine($"MB resident after each tenth {what}: {string.Join(", ", tenths.Select(bytes => $"{bytes / 1e6:F1}"))}; at the end {growth:F4} of the first");
        Assert.That(growth, Is.LessThanOrEqualTo(MostGrowth));
    }

    private static int Count(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out int count) ? count : otherwise;

    /// <summary>Bytes of this process, without what the collector has only not yet collected.</summary>
    private static long Resident()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return Environment.WorkingSet;
    }

    /// <summary>Notes the memory after each tenth of the steps.</summary>
    private sealed class MemoryWatch : ITrainingObserver
    {
        public List<long> Tenths { get; } = [];

        public void OnStep(StepReport report)
        {
            if (report.Step % (report.TotalSteps / 10) == 0)
            {
                Tenths.Add(Resident());
                TestContext.Progress.WriteLine($"step {report.Step}: {Tenths[^1] / 1e6:F1} MB resident, {GC.GetTotalMemory(false) / 1e6:F1} managed");
            }
        }

        public void OnMessage(string message) => TestContext.Out.WriteLine(message);
    }
}
