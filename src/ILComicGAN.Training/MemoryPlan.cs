using System.Globalization;
using ILComicGAN.Engine;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Devices.Cpu;
using ILComicGAN.Networks.Generators;
using ILComicGAN.Networks.Modules;
using ILComicGAN.Training.Checkpoints;

namespace ILComicGAN.Training;

/// <summary>
/// How a step is to be computed so that it fits in memory. What it takes is linear in the pixels of the samples that are
/// computed together; the line is found by computing two small steps on the device itself, with and without recomputation.
/// </summary>
/// <param name="Accumulate">Parts of the batch.</param>
/// <param name="Recompute">Whether the generator's stages are computed a second time.</param>
/// <param name="Expected">The most memory that is expected, in bytes: of the program, or of a device with its own.</param>
internal sealed record MemoryPlan(int Accumulate, bool Recompute, long Expected)
{
    private const int Small = 64;
    private const int Large = 128;

    /// <summary>How much the allocator may hold relative to what is in use, as <see cref="CpuDevice"/> lets it.</summary>
    private const double Held = 1.1;

    /// <summary>The program's memory besides the device's: compiled code, packing, pictures, the copy that goes into a checkpoint.</summary>
    private const long Host = 420L << 20;

    /// <summary>The fastest plan that fits: whole batches before parts, kept stages before recomputed ones.</summary>
    /// <param name="system">Is as before afterwards.</param>
    /// <param name="device">Where it is.</param>
    /// <param name="settings">Size and batch.</param>
    /// <param name="limit">The most bytes.</param>
    /// <exception cref="SettingsException">Nothing fits; the message says what is needed at least.</exception>
    public static MemoryPlan Choose(LwComicGan system, Device device, TrainingSettings settings, long limit)
    {
        long before = Beside(system, device, limit);
        StateSnapshot snapshot = StateSnapshot.Take(system, null);
        Dictionary<bool, (double Fixed, double PerPixel)> lines = [];
        foreach (bool recompute in new[] { false, true })
        {
            lines[recompute] = Measure(system, device, recompute);
        }

        snapshot.Restore();
        device.Allocator.EmptyCache();
        return Fit(lines, before, settings, limit);
    }

    /// <summary>The first choice below the limit.</summary>
    /// <param name="lines">Bytes of a step without and with recomputation: fixed, and for each pixel computed together.</param>
    /// <param name="beside">Bytes beside them.</param>
    /// <param name="settings">Size and batch.</param>
    /// <param name="limit">The most bytes.</param>
    internal static MemoryPlan Fit(
        IReadOnlyDictionary<bool, (double Fixed, double PerPixel)> lines, long beside, TrainingSettings settings, long limit)
    {
        MemoryPlan least = null!;
        foreach (int parts in Enumerable.Range(1, settings.Batch))
        {
            foreach (bool recompute in new[] { false, true })
            {
                (double fixedBytes, double perPixel) = lines[recompute];
                long pixels = (long)((settings.Batch + parts - 1) / parts) * settings.Size * settings.Size;
                least = new MemoryPlan(parts, recompute, beside + (long)(Held * (fixedBytes + (perPixel * pixels))));
                if (least.Expected <= limit)
                {
                    return least;
                }
            }
        }

        throw new SettingsException(
            $"The setting maxMemory = '{settings.MaxMemory}' cannot be used: steps of single crops need about {MemorySize.Format(least.Expected)}; "
            + "allow that much, or take a smaller size.");
    }

    /// <summary>The choice in a sentence.</summary>
    public string Describe(TrainingSettings settings)
    {
        string parts = Accumulate == 1 ? "the whole batch at once" : string.Create(CultureInfo.InvariantCulture, $"the batch in {Accumulate} parts");
        string stages = Recompute ? "the generator's stages computed twice" : "the generator's stages kept";
        return $"To fit in {settings.MaxMemory}: {parts}, {stages}; about {MemorySize.Format(Expected)} are expected.";
    }

    /// <summary>The most bytes in use within a critic's and a generator's step.</summary>
    internal static long PeakOf(LwComicGan system, Device device, int batch, int size, bool recompute)
    {
        bool former = system.Generator.Recompute;
        system.Generator.Recompute = recompute;
        device.Allocator.ResetPeak();
        using (TensorScope scope = new())
        {
            Tensor photo = Noise(device, batch, 3, size, 0);
            Tensor style = Noise(device, batch, 3, size, 1);
            Tensor fake = system.Generator.Forward(photo);
            system.CriticGradients(fake, style, Noise(device, batch, 1, 1, 2));
            system.Critic.ClearGradients();
            system.GeneratorGradients(fake, photo, style);
            system.Generator.ClearGradients();
        }

        system.Generator.Recompute = former;
        return device.Allocator.Statistics.Peak;
    }

    /// <summary>The line through the peaks of two sizes.</summary>
    internal static (double Fixed, double PerPixel) Measure(LwComicGan system, Device device, bool recompute)
    {
        long small = PeakOf(system, device, 1, Small, recompute);
        long large = PeakOf(system, device, 1, Large, recompute);
        double perPixel = (double)(large - small) / ((Large * Large) - (Small * Small));
        return (small - (perPixel * Small * Small), perPixel);
    }

    /// <summary>The program's memory besides the device's tensors where both share one memory; otherwise 0.</summary>
    private static long Beside(LwComicGan system, Device device, long limit)
    {
        if (!device.HasHostMemory)
        {
            return 0;
        }

        long pictures = 2 * StepComputation.CacheBytesFor(limit);
        return Environment.WorkingSet - device.Allocator.Statistics.InUse + Host + pictures;
    }

    private static Tensor Noise(Device device, int batch, int channels, int size, long index)
    {
        float[] values = new float[batch * channels * size * size];
        RandomPurpose.MemoryProbe.Stream(1, index).FillUniform(values, channels == 1 ? 0 : -1, 1);
        return Tensor.FromHost(device, new Shape(batch, channels, size, size), values);
    }
}
