using System.Runtime.InteropServices;
using ILComicGAN.Engine.Elementwise;

namespace ILComicGAN.Engine.Devices.Cpu;

/// <summary>
/// The processor's memory for large buffers: taken from the system in segments, cut up as it is asked for, and joined again.
/// Layers ask for buffers of ever other sizes; what goes back to the system in between costs its page faults anew, which
/// was a tenth of the generator's time on large pictures.
/// </summary>
internal sealed unsafe class CpuArena
{
    /// <summary>Bytes of a large page of x86-64 and most others.</summary>
    private const long LargePage = 2 << 20;

    private const long Unit = 4096;

    /// <summary>
    /// Bytes of a segment that small buffers share. They do not come out of larger ones, where one that stays would be in the
    /// way of the next large buffer.
    /// </summary>
    private const long SharedSegment = 32 << 20;

    /// <summary>Bytes that may be held whatever is in use.</summary>
    private const long HeldAtLeast = 256 << 20;

    /// <summary>How many times the most that was in use may be held.</summary>
    private const double Slack = 1.1;

    private const int AdviseLargePages = 14;

    private readonly Lock _lock = new();
    private readonly List<Segment> _segments = [];
    private long _taken;
    private long _peak;

    /// <summary>Bytes from the system.</summary>
    public long Held { get; private set; }

    /// <summary>Memory for <paramref name="bytes"/>, with undefined contents, at the beginning of a page.</summary>
    /// <exception cref="OutOfMemoryException">The system has no more.</exception>
    public float* Take(long bytes)
    {
        long size = (bytes + Unit - 1) / Unit * Unit;
        lock (_lock)
        {
            (Segment segment, int range) = Smallest(size) ?? (Grow(size), 0);
            (long offset, long length) = segment.Free[range];
            if (length == size)
            {
                segment.Free.RemoveAt(range);
            }
            else
            {
                segment.Free[range] = (offset + size, length - size);
            }

            segment.Taken.Add(offset, size);
            _taken += size;
            _peak = Math.Max(_peak, _taken);
            return (float*)(segment.Start + offset);
        }
    }

    /// <summary>Takes memory back that <see cref="Take"/> gave.</summary>
    public void Give(float* pointer)
    {
        lock (_lock)
        {
            Segment segment = _segments.First(s => s.Start <= (byte*)pointer && (byte*)pointer < s.Start + s.Size);
            long offset = (byte*)pointer - segment.Start;
            _ = segment.Taken.Remove(offset, out long size);
            _taken -= size;
            int after = segment.Free.FindIndex(free => free.Offset > offset);
            after = after < 0 ? segment.Free.Count : after;
            if (after < segment.Free.Count && segment.Free[after].Offset == offset + size)
            {
                size += segment.Free[after].Length;
                segment.Free.RemoveAt(after);
            }

            if (after > 0 && segment.Free[after - 1].Offset + segment.Free[after - 1].Length == offset)
            {
                after--;
                (offset, size) = (segment.Free[after].Offset, segment.Free[after].Length + size);
                segment.Free.RemoveAt(after);
            }

            segment.Free.Insert(after, (offset, size));
        }
    }

    /// <summary>Gives all segments that are not in use back to the system.</summary>
    public void Trim()
    {
        lock (_lock)
        {
            Trim(0, 0);
        }
    }

    /// <summary>Gives unused segments back until at most <paramref name="allowed"/> bytes are held with <paramref name="more"/>.</summary>
    private void Trim(long allowed, long more)
    {
        foreach (Segment unused in _segments.Where(s => s.Taken.Count == 0).OrderBy(s => s.Size).ToArray())
        {
            if (Held + more <= allowed)
            {
                return;
            }

            NativeMemory.AlignedFree(unused.Start);
            Held -= unused.Size;
            _segments.Remove(unused);
        }
    }

    private (Segment Segment, int Range)? Smallest(long size)
    {
        (Segment, int)? best = null;
        long least = long.MaxValue;
        foreach (Segment segment in _segments.Where(s => size > SharedSegment || s.Size == SharedSegment))
        {
            for (int i = 0; i < segment.Free.Count; i++)
            {
                long length = segment.Free[i].Length;
                if (length >= size && length < least)
                {
                    (best, least) = ((segment, i), length);
                }
            }
        }

        return best;
    }

    private Segment Grow(long size)
    {
        long bytes = (Math.Max(size, SharedSegment) + LargePage - 1) / LargePage * LargePage;
        Trim((long)Math.Max(HeldAtLeast, Slack * Math.Max(_peak, _taken + size)), bytes);
        byte* start;
        try
        {
            start = (byte*)NativeMemory.AlignedAlloc((nuint)bytes, (nuint)LargePage);
        }
        catch (OutOfMemoryException)
        {
            Trim(0, bytes);
            start = (byte*)NativeMemory.AlignedAlloc((nuint)bytes, (nuint)LargePage);
        }

        if (OperatingSystem.IsLinux())
        {
            // 500 times fewer page faults. Where the system has no large pages, nothing changes.
            _ = Advise(start, (nuint)bytes, AdviseLargePages);
        }

        Segment segment = new(start, bytes);
        _segments.Add(segment);
        Held += bytes;
        return segment;
    }

    [DllImport("libc", EntryPoint = "madvise")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Advise(void* address, nuint length, int advice);

    /// <summary>A piece of the system's memory.</summary>
    private sealed class Segment(byte* start, long size)
    {
        public byte* Start => start;

        public long Size => size;

        /// <summary>Where what is in use begins, and its bytes.</summary>
        public Dictionary<long, long> Taken { get; } = [];

        /// <summary>What is not in use, in order; no two of them touch.</summary>
        public List<(long Offset, long Length)> Free { get; } = [(0, size)];
    }
}
