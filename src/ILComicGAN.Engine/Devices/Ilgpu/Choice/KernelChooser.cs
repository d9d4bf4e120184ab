using System.Diagnostics;

namespace ILComicGAN.Engine.Devices.Ilgpu;

/// <summary>
/// Picks the variant for an operation's shape: the measured one where this device has met the shape before, in this run
/// or an earlier one, else the fastest of those that fit, measured now, or by estimate where measuring is off.
/// </summary>
internal sealed class KernelChooser(IlgpuDevice device, ChoiceFile? file)
{
    private const int Repeats = 3;

    private readonly Dictionary<(string, object), object> _chosen = [];

    /// <summary>The variant that everything is forced to where it fits; for checking and timing single kernels.</summary>
    public string? Forced { get; set; }

    /// <summary>Whether <see cref="Forced"/> has met a shape that it fits.</summary>
    public bool ForcedWasUsed { get; set; }

    /// <summary>Whether unknown shapes are measured.</summary>
    public bool Measures => file is not null;

    public KernelVariant<TShape, TBuffers> Choose<TShape, TBuffers>(
        string operation, IReadOnlyList<KernelVariant<TShape, TBuffers>> variants, TBuffers buffers, TShape shape)
        where TShape : notnull
    {
        if (Forced is not null)
        {
            KernelVariant<TShape, TBuffers>? forced = variants.FirstOrDefault(v => v.Name == Forced && v.Fits(device, shape));
            if (forced is not null)
            {
                ForcedWasUsed = true;
                return forced;
            }
        }

        if (_chosen.TryGetValue((operation, shape), out object? known))
        {
            return (KernelVariant<TShape, TBuffers>)known;
        }

        KernelVariant<TShape, TBuffers>[] fitting = [.. variants.Where(v => v.Fits(device, shape))];
        string key = $"{operation} {shape}";
        KernelVariant<TShape, TBuffers> best = fitting.FirstOrDefault(v => v.Name == file?.Find(key))
            ?? (Measures ? Measure(key, fitting, buffers, shape) : fitting.MinBy(v => v.Cost(device, shape))!);
        _chosen.Add((operation, shape), best);
        return best;
    }

    /// <summary>The least of a few runs of each; a variant estimated at eight times the best is not tried.</summary>
    private KernelVariant<TShape, TBuffers> Measure<TShape, TBuffers>(
        string key, KernelVariant<TShape, TBuffers>[] variants, TBuffers buffers, TShape shape)
    {
        double least = variants.Min(v => v.Cost(device, shape));
        KernelVariant<TShape, TBuffers>? best = null;
        double bestSeconds = double.PositiveInfinity;
        foreach (KernelVariant<TShape, TBuffers> variant in variants.Where(v => v.Cost(device, shape) <= 8 * least))
        {
            // The first run compiles.
            variant.Run(device, buffers, shape);
            device.Synchronize();
            for (int i = 0; i < Repeats; i++)
            {
                long start = Stopwatch.GetTimestamp();
                variant.Run(device, buffers, shape);
                device.Synchronize();
                double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
                if (seconds < bestSeconds)
                {
                    (best, bestSeconds) = (variant, seconds);
                }
            }
        }

        file!.Add(key, best!.Name);
        return best;
    }
}
