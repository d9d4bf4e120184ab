using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Devices.Cpu;
using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Engine.Gpu.Choice;
using ILComicGAN.Engine.Memory;
using ILComicGAN.Engine.Random;

namespace ILComicGAN.Engine.Gpu.Benchmarks;

/// <summary>Runs one kernel alone: right first, then fast.</summary>
public static class KernelRunner
{
    /// <summary>Larger than any second-level cache there is.</summary>
    private const long FlushElements = 32 * 1024 * 1024;

    /// <summary>Runs <paramref name="work"/> on random inputs on both devices, compares, then times.</summary>
    /// <param name="device">Where the kernel runs.</param>
    /// <param name="work">From <see cref="KernelBenchmark.Parse"/>.</param>
    /// <param name="variant">The kernel to force; null for the device's own choice.</param>
    /// <param name="repeats">Timed runs; 0 for checking only.</param>
    /// <exception cref="ArgumentException">The variant cannot compute this shape on this device.</exception>
    public static KernelMeasurement Measure(Device device, KernelWork work, string? variant, int repeats) =>
        Measure(device, work, variant, repeats, Expect(work));

    /// <summary>What the cpu device makes of the inputs that every measurement of such work has.</summary>
    public static float[] Expect(KernelWork work)
    {
        ArgumentNullException.ThrowIfNull(work);
        using Device cpu = CpuDevice.Create(0);
        return Compute(cpu, work, 0, out _);
    }

    /// <summary>Runs <paramref name="work"/> on random inputs, compares with what was expected of them, then times.</summary>
    /// <param name="device">Where the kernel runs.</param>
    /// <param name="work">From <see cref="KernelBenchmark.Parse"/>.</param>
    /// <param name="variant">The kernel to force; null for the device's own choice.</param>
    /// <param name="repeats">Timed runs; 0 for checking only.</param>
    /// <param name="expected">From <see cref="Expect"/>, for this work; null for timing only.</param>
    /// <exception cref="ArgumentException">The variant cannot compute this shape on this device.</exception>
    public static KernelMeasurement Measure(Device device, KernelWork work, string? variant, int repeats, float[]? expected)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(work);
        KernelChooser? chooser = (device as IlgpuDevice)?.Chooser;
        try
        {
            if (chooser is not null)
            {
                (chooser.Forced, chooser.ForcedWasUsed) = (variant, false);
                (chooser.KeepsEstimate, chooser.LastEstimate) = (true, double.NaN);
            }

            float[] actual = Compute(device, work, repeats, out double[] seconds);
            if (variant is not null && chooser is { ForcedWasUsed: false })
            {
                throw new ArgumentException($"{variant} cannot compute this shape on {device.Name}", nameof(variant));
            }

            Array.Sort(seconds);
            return new KernelMeasurement(
                expected is null ? double.NaN : RelativeError(expected, actual),
                seconds.Length == 0 ? double.NaN : seconds[seconds.Length / 2],
                seconds.Length == 0 ? double.NaN : seconds[0],
                chooser?.LastEstimate ?? double.NaN);
        }
        finally
        {
            if (chooser is not null)
            {
                (chooser.Forced, chooser.KeepsEstimate) = (null, false);
            }
        }
    }

    private static float[] Compute(Device device, KernelWork work, int repeats, out double[] seconds)
    {
        List<DeviceBuffer> buffers = [];
        try
        {
            for (int i = 0; i < work.Inputs.Count; i++)
            {
                DeviceBuffer buffer = device.Allocator.Rent(work.Inputs[i]);
                buffers.Add(buffer);
                device.Upload(RandomValues(work.Inputs[i], i), buffer);
            }

            DeviceBuffer output = device.Allocator.Rent(work.Output);
            buffers.Add(output);
            DeviceBuffer[] arguments = [.. buffers.Take(work.Inputs.Count)];
            device.Execute(work.Operation(arguments, output));
            float[] result = new float[work.Output];
            device.Download(output, result);
            seconds = new double[repeats];
            if (repeats > 0)
            {
                DeviceBuffer flush = device.Allocator.Rent(FlushElements);
                buffers.Add(flush);
                for (int i = 0; i < repeats; i++)
                {
                    device.Execute(new Fill(flush, i));
                    device.Synchronize();
                    seconds[i] = device.Time(() => device.Execute(work.Operation(arguments, output))).TotalSeconds;
                }
            }

            return result;
        }
        finally
        {
            buffers.ForEach(buffer => buffer.Release());
        }
    }

    private static float[] RandomValues(long count, int stream)
    {
        float[] values = new float[count];
        new RandomStream(1, (ulong)stream).FillNormal(values);
        return values;
    }

    private static double RelativeError(float[] expected, float[] actual)
    {
        double difference = 0;
        double size = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            difference += Math.Pow(expected[i] - actual[i], 2);
            size += Math.Pow(expected[i], 2);
        }

        return size == 0 ? Math.Sqrt(difference) : Math.Sqrt(difference / size);
    }
}
