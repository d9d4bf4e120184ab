using System.Diagnostics;
using System.Globalization;
using ILComicGAN.Engine;
using ILComicGAN.Engine.Autograd;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Devices.Cpu;
using ILComicGAN.Engine.Memory;
using ILComicGAN.GpuCheck.Entries;
using ILComicGAN.Networks.Generators;
using ILComicGAN.Networks.Layers;
using ILComicGAN.Networks.Modules;
using ILComicGAN.Networks.Perceptual;
using ILComicGAN.Training;

namespace ILComicGAN.GpuCheck.Parts;

/// <summary>
/// Whole generator passes and training steps, as users wait for them: bursts by the wall clock, waited for at their ends.
/// </summary>
internal static class WholePart
{
    private const int Bursts = 5;

    private const double BurstSeconds = 0.2;

    /// <summary>What is timed: also what PyTorch is asked for.</summary>
    public static IEnumerable<PeerCase> Cases(CheckOptions options) =>
        options.Small ? s_cases.DistinctBy(item => item.Operation).Select(item => item with { Name = $"{item.Operation}, 24×16", Sizes = [1, 16, 24] }) : s_cases;

    private static readonly PeerCase[] s_cases =
    [
        new("generator 256×256", "generator", nameof(LinRule.Blend), [1, 256, 256]),
        new("generator 1280×720", "generator", nameof(LinRule.Blend), [1, 720, 1280]),
        new("training step, batch 1", "train", "", [1, 256, 256]),
        new("training step, batch 4", "train", "", [4, 256, 256]),
    ];

    public static void Run(PartContext context)
    {
        if (context.Options.Small)
        {
            // That it runs at all; in no time, and so not on what stands for a card.
            using Device cpu = CpuDevice.Create();
            Run(context, cpu, PartContext.Words(Precision.Float32));
            return;
        }

        foreach (Precision precision in Enum.GetValues<Precision>())
        {
            if (!context.HasTime)
            {
                context.LeftOut(PartContext.Words(precision));
            }
            else if (context.TryOpen(precision, tune: true) is { } device)
            {
                using (device)
                {
                    Run(context, device, PartContext.Words(precision));
                    // While it is still warm: whether its clocks held.
                    context.Add(CardMonitor.Now());
                }
            }
        }
    }

    private static void Run(PartContext context, Device device, string precision)
    {
        foreach (PeerCase item in Cases(context.Options))
        {
            if (!context.HasTime)
            {
                context.LeftOut($"{item.Name} in {precision}");
                continue;
            }

            try
            {
                Time(context, device, item, precision);
            }
            catch (DeviceOutOfMemoryException e)
            {
                context.Add(new Fact($"{item.Name} {precision}", e.Message));
            }
        }
    }

    private static void Time(PartContext context, Device device, PeerCase item, string precision)
    {
        using LwComicGan? system = item.Operation == "train"
            ? new LwComicGan(device, new TrainingSettings(), new Vgg19(new ParameterFactory(device, 3), VggLayer.Default)) : null;
        using Generator? generator = system is null ? new LwComicGanGenerator(new ParameterFactory(device, 1), Enum.Parse<LinRule>(item.Form)) : null;
        generator?.Freeze();
        Shape shape = new(item.Sizes[0], 3, item.Sizes[1], item.Sizes[2]);
        using Tensor photo = TrainingStep.Pictures(device, shape, 1), style = TrainingStep.Pictures(device, shape, 2);
        using Tensor epsilon = Tensor.FromHost(device, new Shape(item.Sizes[0], 1, 1, 1), [.. Enumerable.Repeat(0.3f, item.Sizes[0])]);
        Action work = system is null ? () => Pass(generator!, photo) : () => Step(system, photo, style, epsilon);
        double first = Seconds(device, work, 1);
        context.Add(new Fact($"{item.Name} {precision}, the first", string.Create(
            CultureInfo.InvariantCulture, $"{first:F1} s: kernels are compiled, and chosen by measuring")));
        double second = Seconds(device, work, 2);
        int count = (int)Math.Clamp(Math.Ceiling(BurstSeconds / second), 1, 200);
        double[] bursts = [.. Enumerable.Range(0, Bursts).Select(_ => Seconds(device, work, count))];
        double queued = Queued(device, work);
        context.Add(new Timing(item.Name, precision, Statistics.Median(bursts), Text: string.Create(
            CultureInfo.InvariantCulture, $"asked for in {queued * 1e3:F2} ms; peak memory {device.Allocator.Statistics.Peak / 1e9:F2} GB")));
    }

    private static void Pass(Generator generator, Tensor photo)
    {
        using TensorScope scope = new();
        using Pause pause = GradientRecording.Pause();
        using AccuracyScope accuracy = new(ConvolutionAccuracy.Relaxed);
        generator.Forward(photo);
    }

    private static void Step(LwComicGan system, Tensor photo, Tensor style, Tensor epsilon)
    {
        using TensorScope scope = new();
        AdversarialStep.Run(system, photo, style, epsilon);
    }

    private static double Seconds(Device device, Action work, int count)
    {
        device.Synchronize();
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < count; i++)
        {
            work();
        }

        device.Synchronize();
        return Stopwatch.GetElapsedTime(start).TotalSeconds / count;
    }

    /// <summary>How long the host needs to ask for it, the card not waited for: what bounds it where the card is faster.</summary>
    private static double Queued(Device device, Action work)
    {
        device.Synchronize();
        long start = Stopwatch.GetTimestamp();
        work();
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        device.Synchronize();
        return seconds;
    }
}
