using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Gpu.Benchmarks;

namespace ILComicGAN.Cli.Commands.Kernels;

/// <summary>Runs one kernel alone: compares it with the cpu device, then times it.</summary>
internal static class KernelsRunCommand
{
    public static Command Create()
    {
        Argument<string> name = new("name") { Description = "A run of 'kernels list'." };
        Option<string?> shape = new("--shape") { Description = "Numbers with x between them, as 'kernels list' says; a standard one by default." };
        Option<int> repeats = new("--repeats") { Description = "Timed runs.", DefaultValueFactory = _ => 20 };
        Option<string> device = CommonOptions.Device();
        Option<int> threads = CommonOptions.Threads();
        Option<bool> json = CommonOptions.Json();
        Option<string?> precision = new("--precision")
        {
            Description = "Of the device's products: float32, tf32 or f16; what the kernel's name says by default.",
        };
        Command command = new("run", "Run one kernel alone on a device: check it against the cpu device, then time it.")
        {
            name, shape, repeats, device, threads, precision, json,
        };
        command.SetAction(parsed =>
        {
            KernelBenchmark trial = KernelsCommand.Checked(() => KernelBenchmarks.Find(parsed.GetValue(name)!));
            string size = parsed.GetValue(shape) ?? trial.Standard;
            KernelWork work = KernelsCommand.Checked(() => trial.Parse(size));
            int count = parsed.GetValue(repeats);
            if (count is < 1 or > 100_000)
            {
                throw new UsageException($"--repeats {count} cannot be used; give 1 to 100000.");
            }

            Precision own = KernelBenchmark.PrecisionOf(trial.Variant);
            Precision products = parsed.GetValue(precision) is { } given ? CommonOptions.ParsePrecision(given) : own;
            if (products != own && own != Precision.Float32)
            {
                throw new UsageException($"{trial.Name} runs on tensor cores in its own precision only; leave --precision away.");
            }

            using Device opened = CommonOptions.Open(parsed, device, threads, products: products);
            KernelMeasurement measured = KernelsCommand.Checked(() => KernelRunner.Measure(opened, work, trial.Variant, count));
            return Report(trial, size, work, opened, measured, parsed.GetValue(json));
        });
        return command;
    }

    private static int Report(KernelBenchmark trial, string size, KernelWork work, Device device, KernelMeasurement measured, bool json)
    {
        double gigaflops = work.Flops / measured.MedianSeconds / 1e9;
        double gigabytes = work.Bytes / measured.MedianSeconds / 1e9;
        double largest = KernelBenchmark.LargestErrorOf(trial.Variant);
        bool right = measured.RelativeError <= largest;
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(
                new
                {
                    kernel = trial.Name,
                    shape = size,
                    device = device.Name,
                    measured.RelativeError,
                    measured.MedianSeconds,
                    measured.LeastSeconds,
                    work.Flops,
                    work.Bytes,
                    gigaflops,
                    gigabytesPerSecond = gigabytes,
                    right,
                },
                KernelsCommand.Json));
        }
        else
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{trial.Name} {size} on {device.Name}: median {measured.MedianSeconds * 1e3:F3} ms, least {measured.LeastSeconds * 1e3:F3} ms, "
                + $"{gigaflops:F1} GFLOP/s, {gigabytes:F1} GB/s, relative error {measured.RelativeError:E1} against cpu"));
        }

        if (!right)
        {
            Console.Error.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{trial.Name} differs from the cpu device by {measured.RelativeError:E1}; at most {largest:E0} is rounding."));
        }

        return right ? ExitCode.Success : ExitCode.Failure;
    }
}
