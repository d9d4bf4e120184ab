using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Engine.Gpu;
using ILComicGAN.Engine.Gpu.Benchmarks;
using ILComicGAN.Engine.Memory;
using ILComicGAN.Engine.Random;
using ILComicGAN.PtxMachine.Counting;
using ILComicGAN.PtxMachine.Execution;

namespace ILComicGAN.Engine.Ptx;

/// <summary>Runs one kernel alone on the PTX machine and counts what it does.</summary>
public static class KernelCounter
{
    /// <summary>Runs <paramref name="work"/> once on random inputs.</summary>
    /// <param name="work">From <see cref="KernelBenchmark.Parse"/>.</param>
    /// <param name="variant">The kernel to force; null for the device's own choice.</param>
    /// <param name="architecture">As “sm_86”.</param>
    /// <returns>Each launch in order.</returns>
    /// <exception cref="ArgumentException">The variant cannot compute this shape on this architecture.</exception>
    /// <exception cref="DeviceNotFoundException">There is no such architecture, or it has not the variant's precision.</exception>
    public static IReadOnlyList<KernelCounts> Count(KernelWork work, string? variant, string architecture)
    {
        ArgumentNullException.ThrowIfNull(work);
        Precision precision = KernelBenchmark.PrecisionOf(variant);
        using IlgpuDevice device = PtxDevices.Open($"{PtxDevices.Name}:{architecture}", precision, new MachineOptions { Sanitize = false, Count = true });
        device.Chooser.Forced = variant;
        List<DeviceBuffer> inputs = [];
        for (int i = 0; i < work.Inputs.Count; i++)
        {
            float[] values = new float[work.Inputs[i]];
            new RandomStream(1, (ulong)i).FillNormal(values);
            DeviceBuffer buffer = device.Allocator.Rent(values.Length);
            device.Upload(values, buffer);
            inputs.Add(buffer);
        }

        DeviceBuffer output = device.Allocator.Rent(work.Output);
        List<KernelCounts> counts = [];
        PtxDevices.WhenCounted(device, counts.Add);
        device.Execute(work.Operation(inputs, output));
        if (variant is not null && !device.Chooser.ForcedWasUsed)
        {
            throw new ArgumentException($"{variant} cannot compute this shape", nameof(variant));
        }

        output.Release();
        inputs.ForEach(buffer => buffer.Release());
        return counts;
    }
}
