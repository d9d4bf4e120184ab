using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Gpu.Benchmarks;
using ILComicGAN.GpuCheck.Entries;

namespace ILComicGAN.GpuCheck.Parts;

/// <summary>Every variant of every product, and the operations bound by memory: right first, then by the card's clock.</summary>
internal static class KernelsPart
{
    private const int Repeats = 15;

    /// <summary>Each stands for its family; the others take minutes to compile for a machine without a card.</summary>
    private static readonly string[] s_small = ["matmul/tiled.64x64.8x4", "unary/tanh", "reflect-pad"];

    public static void Run(PartContext context)
    {
        // What is expected is the same for all variants of an operation.
        (string Of, float[] Values) expected = ("", []);
        foreach (IGrouping<Precision, KernelBenchmark> group in Chosen(context.Options).GroupBy(kernel => KernelBenchmark.PrecisionOf(kernel.Variant)).OrderBy(group => group.Key))
        {
            if (context.TryOpen(group.Key) is not { } opened)
            {
                continue;
            }

            using Device device = opened;
            KernelBenchmark[] kernels = [.. group];
            for (int i = 0; i < kernels.Length; i++)
            {
                if (!context.HasTime)
                {
                    context.LeftOut($"{kernels.Length - i} of {kernels.Length} kernels in {PartContext.Words(group.Key)}");
                    break;
                }

                KernelBenchmark kernel = kernels[i];
                KernelWork work = kernel.Parse(context.Options.Small ? SmallShape(kernel) : kernel.Standard);
                expected = expected.Of == kernel.Family ? expected : (kernel.Family, KernelRunner.Expect(work));
                Measure(context, device, kernel, work, expected.Values);
            }
        }
    }

    private static void Measure(PartContext context, Device device, KernelBenchmark kernel, KernelWork work, float[] expected)
    {
        try
        {
            KernelMeasurement measured = KernelRunner.Measure(device, work, kernel.Variant, context.Options.Small ? 0 : Repeats, expected);
            context.Add(Comparison.Within(kernel.Name, measured.RelativeError, KernelBenchmark.LargestErrorOf(kernel.Variant)));
            if (!context.Options.Small)
            {
                double? model = kernel.Variant is null ? KernelModel.Moving(device, work) : KernelModel.Number(measured.EstimatedSeconds);
                string precision = PartContext.Words(KernelBenchmark.PrecisionOf(kernel.Variant));
                context.Add(new Timing(kernel.Name, precision, measured.MedianSeconds, model, KernelModel.Bound(device, work), kernel.Standard));
            }
        }
        catch (ArgumentException e)
        {
            context.Add(new Fact(kernel.Name, e.Message));
        }
        catch (DeviceFailedException e) when (!e.IsLasting)
        {
            context.Add(new Comparison(kernel.Name, false, Text: e.Message));
        }
    }

    private static IEnumerable<KernelBenchmark> Chosen(CheckOptions options) => options.Small ? s_small.Select(KernelBenchmarks.Find) : KernelBenchmarks.All;

    private static string SmallShape(KernelBenchmark kernel) => kernel.Dimensions switch
    {
        "count" => "1031",
        "NxCxHxW" => "1x4x9x7",
        _ => "33x34x35",
    };
}
