using System.Text.Json;
using ILComicGAN.Engine;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Devices.Cpu;
using ILComicGAN.Engine.Gpu.Benchmarks;
using ILComicGAN.GpuCheck.Entries;
using ILComicGAN.Networks.Modules;
using ILComicGAN.Networks.Perceptual;
using ILComicGAN.Training;

namespace ILComicGAN.GpuCheck.Parts;

/// <summary>
/// Every convolution of a training step at 256×256, in all forms that the step needs, alone by the card's clock, with the
/// kernel that the engine chooses. What they are is written down from a step itself. In small, some are compared instead.
/// </summary>
internal static class LayersPart
{
    private const int Repeats = 15;

    /// <summary>Compared in small, where it must not take minutes.</summary>
    private const int MostInSmall = 3;

    /// <summary>Where the part that asks PyTorch finds them.</summary>
    public static string CasesFile(CheckOptions options) => Path.Combine(options.Folder, "layers.json");

    public static void Run(PartContext context)
    {
        (string Form, Conv2dShape Shape, IReadOnlyList<string> Layers)[] all;
        // The processor asks for the same convolutions, and where no card is it is the faster one.
        using (Device device = context.Options.Small ? CpuDevice.Create() : context.Open())
        {
            all = Find(device, context.Options.Small ? 16 : 256);
        }

        context.Add(new Comparison("a step has convolutions in all three forms", all.Select(one => one.Form).Distinct().Count() == 3, Text: $"{all.Length} of different shape"));
        File.WriteAllText(CasesFile(context.Options), JsonSerializer.Serialize(all.Select(one => new PeerCase(Name(one.Form, one.Shape), "convolution", one.Form, Sizes(one.Shape))), EntryFile.Json));
        foreach (Precision precision in context.Options.Small ? [Precision.Float32] : new[] { Precision.Float32, Precision.TensorFloat32 })
        {
            if (context.TryOpen(precision, tune: true) is { } opened)
            {
                using Device device = opened;
                for (int i = 0; i < all.Length && (!context.Options.Small || i < MostInSmall); i++)
                {
                    if (!context.HasTime)
                    {
                        context.LeftOut($"{all.Length - i} of {all.Length} shapes in {PartContext.Words(precision)}");
                        break;
                    }

                    Time(context, device, precision, all[i]);
                }
            }
        }
    }

    private static void Time(PartContext context, Device device, Precision precision, (string Form, Conv2dShape Shape, IReadOnlyList<string> Layers) one)
    {
        KernelBenchmark benchmark = KernelBenchmarks.All.First(kernel => kernel.Name.StartsWith(Family(one.Form), StringComparison.Ordinal));
        KernelWork work = benchmark.Make(Sizes(one.Shape));
        string name = Name(one.Form, one.Shape);
        if (context.Options.Small)
        {
            context.Add(Comparison.Within(name, KernelRunner.Measure(device, work, null, 0).RelativeError, KernelBenchmark.LargestErrorOf(null)));
            return;
        }

        KernelMeasurement measured = KernelRunner.Measure(device, work, null, Repeats, null);
        string layers = string.Join(", ", one.Layers.CountBy(layer => layer).Select(layer => layer.Value == 1 ? layer.Key : $"{layer.Key} ({layer.Value} times)"));
        context.Add(new Timing(name, PartContext.Words(precision), measured.MedianSeconds, KernelModel.Number(measured.EstimatedSeconds), KernelModel.Bound(device, work), layers));
    }

    private static (string Form, Conv2dShape Shape, IReadOnlyList<string> Layers)[] Find(Device device, int size)
    {
        using ConvolutionLog log = new(device);
        using (LwComicGan system = new(log, new TrainingSettings(), new Vgg19(new ParameterFactory(log, 3), VggLayer.Default)))
        {
            using TensorScope scope = new();
            Tensor photo = TrainingStep.Picture(log, size, 1), style = TrainingStep.Picture(log, size, 2);
            AdversarialStep.Run(system, photo, style, Tensor.FromHost(log, new Shape(1, 1, 1, 1), [0.3f]));
        }

        return [.. log.Convolutions];
    }

    private static string Family(string form) => form switch
    {
        "forward" => "conv-forward/",
        "input" => "conv-input-gradient/",
        _ => "conv-weight-gradient/",
    };

    private static int[] Sizes(Conv2dShape s) => [s.Batch, s.InChannels, s.InHeight, s.InWidth, s.OutChannels, s.KernelHeight, s.Stride, s.Padding, s.Groups];

    private static string Name(string form, Conv2dShape s) =>
        $"{(form == "forward" ? "" : $"{form} gradient, ")}{s.KernelHeight}×{s.KernelWidth} {s.InChannels}→{s.OutChannels}, {s.Batch}×{s.InHeight}×{s.InWidth}"
        + (s.Stride > 1 ? $", stride {s.Stride}" : "") + (s.Padding > 0 ? $", padding {s.Padding}" : "") + (s.Groups > 1 ? ", depthwise" : "");
}
