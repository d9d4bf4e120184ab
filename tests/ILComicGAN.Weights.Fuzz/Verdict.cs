using ILComicGAN.Weights.Files;

namespace ILComicGAN.Weights.Fuzz;

/// <summary>What reading a file of any bytes did: it loaded or was refused in one sentence, and nothing else.</summary>
/// <param name="Loaded">Whether it could be read.</param>
/// <param name="Allocated">Bytes allocated in all, the tensors' values included: at least as many as were ever in use at once.</param>
/// <param name="Busy">Time that the process computed; a busy machine may pause it for longer.</param>
/// <param name="Complaint">What must not happen, or null.</param>
internal sealed record Verdict(bool Loaded, long Allocated, TimeSpan Busy, string? Complaint)
{
    /// <summary>What may be allocated for a file of some bytes, whatever is in it.</summary>
    public static long AllowedFor(long length) => (64L << 20) + (4 * length);

    /// <summary>How long reading all of it may take.</summary>
    public static TimeSpan TimeFor(long length) => TimeSpan.FromSeconds(1) + TimeSpan.FromMicroseconds(length * 0.05);

    public static Verdict Of(byte[] bytes)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        TimeSpan busyBefore = Environment.CpuUsage.TotalTime;
        bool loaded = false;
        string? complaint = null;
        try
        {
            using WeightFile file = WeightFile.Open("some.file", new MemoryBytes(bytes));
            foreach (WeightTensor tensor in file.Tensors)
            {
                tensor.CopyTo(new float[tensor.Count]);
            }

            loaded = true;
        }
        catch (WeightFormatException e)
        {
            if (!e.Message.Contains("some.file", StringComparison.Ordinal) || !e.Message.EndsWith('.') || e.Message.Any(char.IsControl) || e.Message.Length > 1000)
            {
                complaint = $"not a sentence: {e.Message}";
            }
        }
#pragma warning disable CA1031 // Any other exception is what is looked for.
        catch (Exception e)
#pragma warning restore CA1031
        {
            complaint = e.ToString();
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        TimeSpan busy = Environment.CpuUsage.TotalTime - busyBefore;
        if (busy > TimeFor(bytes.Length))
        {
            complaint ??= $"it took {busy.TotalSeconds:F1} s for a file of {bytes.Length:N0} bytes";
        }

        if (allocated > AllowedFor(bytes.Length))
        {
            complaint ??= $"it allocated {allocated:N0} bytes for a file of {bytes.Length:N0}";
        }

        return new Verdict(loaded, allocated, busy, complaint);
    }
}
