using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Gpu;
using ILComicGAN.Engine.Gpu.Choice;
using ILComicGAN.GpuCheck.Entries;
using ILGPU.Runtime.Cuda;

namespace ILComicGAN.GpuCheck.Parts;

/// <summary>Names the card, its driver and the machine around it.</summary>
internal static class CardPart
{
    public static void Run(PartContext context)
    {
        Assembly program = typeof(CardPart).Assembly;
        context.Add(new Fact("program", program.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion));
        context.Add(new Fact("system", $"{RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}, {Environment.ProcessorCount} processors ({Processor()})"));
        using Device device = context.Open();
        context.Add(new Fact("device", device.Description));
        if (device is IlgpuDevice { Accelerator: CudaAccelerator cuda, Card: var traits })
        {
            context.Add(new Fact("memory", string.Create(CultureInfo.InvariantCulture, $"{cuda.MemorySize:N0} bytes, {cuda.GetFreeMemory():N0} free")));
            context.Add(new Fact("clocks", string.Create(CultureInfo.InvariantCulture,
                $"multiprocessors {cuda.ClockRate} MHz, memory {cuda.MemoryClockRate} MHz over {cuda.MemoryBusWidth} bits: {2e6 * cuda.MemoryClockRate * cuda.MemoryBusWidth / 8 / 1e9:F0} GB/s at two transfers a clock")));
            context.Add(new Fact("cache", string.Create(CultureInfo.InvariantCulture, $"{cuda.L2CacheSize / 1e6:F1} MB of second level")));
            context.Add(new Fact("the model's card", Model(traits)));
        }

        context.Add(new Comparison("the card can be used", true));
        context.Add(CardMonitor.Now());
    }

    private static string Model(CardTraits card) => string.Create(CultureInfo.InvariantCulture,
        $"{card.Multiprocessors} multiprocessors of {card.Lanes} multiply-adds a clock at {card.Gigahertz} GHz ({2 * card.Peak / 1e12:F1} TFLOP/s), {card.GigabytesPerSecond:F0} GB/s");

    private static string Processor()
    {
        const string file = "/proc/cpuinfo";
        string? line = File.Exists(file) ? File.ReadLines(file).FirstOrDefault(one => one.StartsWith("model name", StringComparison.Ordinal)) : null;
        return line?.Split(':')[^1].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
    }
}
