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
    public static KernelMeasurement Measure(Device device, KernelWork work, string? variant, int repeats)
    {
        KernelChooser? chooser = variant is null ? null : (device as IlgpuDevice)?.Chooser;
        float[][] inputs = [.. work.Inputs.Select((count, i) => RandomValues(count, i))];
        using Device cpu = CpuDevice.Create(0);
        float[] expected = Compute(cpu, work, inputs, 0, out _);
        try
        {
            if (chooser is not null)
            {
                (chooser.Forced, chooser.ForcedWasUsed) = (variant, false);
            }

            float[] actual = Compute(device, work, inputs, repeats, out double[] seconds);
            if (chooser is { ForcedWasUsed: false })
            {
                throw new ArgumentException($"{variant} cannot compute this shape on {device.Name}", nameof(variant));
            }

            Array.Sort(seconds);
            return new KernelMeasurement(
                RelativeError(expected, actual),
                seconds.Length == 0 ? double.NaN : seconds[seconds.Length / 2],
                seconds.Length == 0 ? double.NaN : seconds[0]);
        }
        finally
        {
            if (chooser is not null)
            {
                chooser.Forced = null;
            }
        }
    }

    private static float[] Compute(Device device, KernelWork work, float[][] inputs, int repeats, out double[] seconds)
    {
        List<DeviceBuffer> buffers = [];
        try
        {
            foreach (float[] values in inputs)
            {
                DeviceBuffer buffer = device.Allocator.Rent(values.Length);
                buffers.Add(buffer);
                device.Upload(values, buffer);
            }

            DeviceBuffer output = device.Allocator.Rent(work.Output);
            buffers.Add(output);
            DeviceBuffer[] arguments = [.. buffers.Take(inputs.Length)];
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
