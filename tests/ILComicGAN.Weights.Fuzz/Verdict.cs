namespace ILComicGAN.Weights.Fuzz;

/// <summary>What reading a file of any bytes did: it loaded or was refused in one sentence, and nothing else.</summary>
/// <param name="Loaded">Whether it could be read.</param>
/// <param name="Allocated">Bytes allocated beside the tensors' values.</param>
/// <param name="Busy">Time that the process computed; a busy machine may pause it for longer.</param>
/// <param name="Complaint">What must not happen, or null.</param>
internal sealed record Verdict(bool Loaded, long Allocated, TimeSpan Busy, string? Complaint)
{
    /// <summary>A file is opened and all its values are read; longer means that it hangs.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(1);

    /// <summary>What may be allocated for a file of some bytes, values apart: its structure, unpacked at most 64 times.</summary>
    public static long AllowedFor(long length) => (8L << 20) + (160 * length);

    public static Verdict Of(byte[] bytes)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        TimeSpan busyBefore = Environment.CpuUsage.TotalTime;
        bool loaded = false;
        long values = 0;
        string? complaint = null;
        try
        {
            using WeightFile file = WeightFile.Open("some.file", new MemoryBytes(bytes));
            foreach (WeightTensor tensor in file.Tensors)
            {
                values += 4L * tensor.Count;
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

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before - values;
        TimeSpan busy = Environment.CpuUsage.TotalTime - busyBefore;
        if (busy > s_longest)
        {
            complaint ??= $"it took {busy.TotalSeconds:F1} s";
        }

        if (allocated > AllowedFor(bytes.Length) || values > 70L * bytes.Length * 4 + (8 << 20))
        {
            complaint ??= $"it allocated {allocated:N0} bytes and {values:N0} of values for a file of {bytes.Length:N0}";
        }

        return new Verdict(loaded, allocated, busy, complaint);
    }
}
