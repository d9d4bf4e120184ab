using System.Globalization;
using System.Runtime.ExceptionServices;
using System.Text;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Engine.Memory;

namespace ILComicGAN.Engine.Gpu.Choice;

/// <summary>
/// Picks the variant for an operation's shape: the measured one where this device has met the shape before, in this run
/// or an earlier one, else the fastest of those that fit, measured now, or by estimate where measuring is off.
/// </summary>
internal sealed class KernelChooser(IlgpuDevice device, ChoiceFile? file)
{
    private const int Repeats = 3;

    private readonly Dictionary<(string, object), object> _chosen = [];

    /// <summary>Variants of operations that this device or its driver refuses.</summary>
    private readonly HashSet<(string Operation, string Variant)> _failed = [];

    /// <summary>The variant that everything is forced to where it fits; for checking and timing single kernels.</summary>
    public string? Forced { get; set; }

    /// <summary>Whether <see cref="Forced"/> has met a shape that it fits.</summary>
    public bool ForcedWasUsed { get; set; }

    /// <summary>Whether <see cref="LastEstimate"/> is kept, which costs every choice some time.</summary>
    public bool KeepsEstimate { get; set; }

    /// <summary>Seconds that the variant of the last choice takes by its estimate.</summary>
    public double LastEstimate { get; set; } = double.NaN;

    /// <summary>Whether unknown shapes are measured.</summary>
    public bool Measures => file is not null;

    public KernelVariant<TShape, TBuffers> Choose<TShape, TBuffers>(
        string operation, IReadOnlyList<KernelVariant<TShape, TBuffers>> variants, TBuffers buffers, TShape shape)
        where TShape : notnull
    {
        KernelVariant<TShape, TBuffers> chosen = Forcible(variants, shape) ?? Best(operation, variants, buffers, shape);
        if (KeepsEstimate)
        {
            LastEstimate = chosen.Cost(device.Card, shape) / device.Card.Peak;
        }

        return chosen;
    }

    private KernelVariant<TShape, TBuffers>? Forcible<TShape, TBuffers>(IReadOnlyList<KernelVariant<TShape, TBuffers>> variants, TShape shape)
    {
        KernelVariant<TShape, TBuffers>? forced = Forced is null ? null : variants.FirstOrDefault(v => v.Name == Forced && v.Fits(device, shape));
        ForcedWasUsed |= forced is not null;
        return forced;
    }

    private KernelVariant<TShape, TBuffers> Best<TShape, TBuffers>(
        string operation, IReadOnlyList<KernelVariant<TShape, TBuffers>> variants, TBuffers buffers, TShape shape)
        where TShape : notnull
    {
        if (_chosen.TryGetValue((operation, shape), out object? known))
        {
            return (KernelVariant<TShape, TBuffers>)known;
        }

        KernelVariant<TShape, TBuffers>[] fitting = [.. variants.Where(v => v.Fits(device, shape))];
        string key = Key(operation, fitting, shape);
        KernelVariant<TShape, TBuffers> best = fitting.FirstOrDefault(v => v.Name == file?.Find(key))
            ?? (Measures ? Measure(operation, key, fitting, buffers, shape) : fitting.MinBy(v => v.Cost(device.Card, shape))!);
        _chosen.Add((operation, shape), best);
        return best;
    }

    /// <summary>
    /// Under what a choice is kept: a new version that has other variants for a shape, or other reasons to try them,
    /// measures it anew.
    /// </summary>
    public string Key<TShape, TBuffers>(string operation, IReadOnlyList<KernelVariant<TShape, TBuffers>> fitting, TShape shape)
        where TShape : notnull
    {
        string variants = string.Join(
            '\n', fitting.Select(v => string.Create(CultureInfo.InvariantCulture, $"{v.Name} {v.Cost(device.Card, shape):G6}")));
        StableHash hash = new();
        hash.Add(Encoding.UTF8.GetBytes(variants));
        return string.Create(CultureInfo.InvariantCulture, $"{operation} {shape} {(uint)hash.Value:x8}");
    }

    /// <summary>
    /// The least of a few runs of each; a variant estimated at eight times the best is not tried, unless it is known to be
    /// underestimated for such shapes. One that fails, or for which there is not enough memory, is passed over.
    /// </summary>
    private KernelVariant<TShape, TBuffers> Measure<TShape, TBuffers>(
        string operation, string key, KernelVariant<TShape, TBuffers>[] variants, TBuffers buffers, TShape shape)
    {
        double least = variants.Min(v => v.Cost(device.Card, shape));
        KernelVariant<TShape, TBuffers>? best = null;
        double bestSeconds = double.PositiveInfinity;
        Exception? failure = null;
        // Those that are expected to be slow, and those that failed for another shape, are tried only where nothing else runs.
        foreach (KernelVariant<TShape, TBuffers> variant in variants.OrderBy(v => _failed.Contains((operation, v.Name))).ThenBy(v => !IsWorthTrying(v)))
        {
            if (best is not null && (!IsWorthTrying(variant) || _failed.Contains((operation, variant.Name))))
            {
                continue;
            }

            try
            {
                double seconds = double.PositiveInfinity;
                device.Allocator.Try(() => seconds = Time(variant, buffers, shape));
                if (seconds < bestSeconds)
                {
                    (best, bestSeconds) = (variant, seconds);
                }
            }
            catch (DeviceOutOfMemoryException e)
            {
                failure = e;
            }
            catch (DeviceFailedException e) when (!e.IsLasting)
            {
                failure = e;
                _failed.Add((operation, variant.Name));
            }
        }

        if (best is null)
        {
            ExceptionDispatchInfo.Throw(failure!);
        }

        file!.Add(key, best.Name);
        return best;

        bool IsWorthTrying(KernelVariant<TShape, TBuffers> v) => v.Cost(device.Card, shape) <= 8 * least || v.IsPlausible?.Invoke(shape) == true;
    }

    /// <summary>
    /// By the device's own clock. Operations that wait for another stay where they are: this is in the middle of one.
    /// </summary>
    private double Time<TShape, TBuffers>(KernelVariant<TShape, TBuffers> variant, TBuffers buffers, TShape shape)
    {
        // The first run compiles.
        device.Measure(() => variant.Run(device, buffers, shape));
        double least = double.PositiveInfinity;
        for (int i = 0; i < Repeats; i++)
        {
            least = Math.Min(least, device.Measure(() => variant.Run(device, buffers, shape)).TotalSeconds);
        }

        return least;
    }
}
