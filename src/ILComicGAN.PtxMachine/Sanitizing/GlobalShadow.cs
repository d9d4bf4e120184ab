using System.Runtime.CompilerServices;

namespace ILComicGAN.PtxMachine.Sanitizing;

/// <summary>
/// What is known about an allocation: which bytes are initialized, and for each unit which group of which launch wrote and
/// read it last. The unit is a word, or in launches of kernels with shorter accesses a byte.
/// </summary>
internal sealed class GlobalShadow(long bytes)
{
    private readonly byte[] _initialized = new byte[(bytes + 3) / 4];
    private readonly Lazy<Marks> _words = new(() => new Marks((bytes + 3) / 4));
    private readonly Lazy<Marks> _bytes = new(() => new Marks(bytes));

    private sealed class Marks(long count)
    {
        public ulong[] Writers { get; } = new ulong[count];

        public ulong[] Readers { get; } = new ulong[count];
    }

    /// <summary>Bytes that the host has written.</summary>
    public void Initialize(long offset, long bytes)
    {
        long first = offset >> 2;
        long end = offset + bytes;
        if ((offset & 3) == 0 && (bytes & 3) == 0)
        {
            _initialized.AsSpan((int)first, (int)(bytes >> 2)).Fill(15);
            return;
        }

        for (long at = offset; at < end; at++)
        {
            _initialized[at >> 2] |= (byte)(1 << (int)(at & 3));
        }
    }

    /// <summary>The first bytes count as never written.</summary>
    public void Forget(long bytes) => _initialized.AsSpan(0, (int)(bytes >> 2)).Clear();

    public bool IsInitialized(long offset, int bytes)
    {
        if (bytes < 4)
        {
            int wanted = ((1 << bytes) - 1) << (int)(offset & 3);
            return (_initialized[offset >> 2] & wanted) == wanted;
        }

        if (bytes == 16)
        {
            return Unsafe.ReadUnaligned<uint>(ref _initialized[offset >> 2]) == 0x0F0F0F0F;
        }

        for (int at = 0; at < bytes; at += 4)
        {
            if (_initialized[(offset + at) >> 2] != 15)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Notes a write; whether another group has touched a unit of it in the same launch.</summary>
    /// <param name="offset">Of the first byte.</param>
    /// <param name="bytes">1 to 16.</param>
    /// <param name="launch">Its number, below 2²⁴.</param>
    /// <param name="group">Its number, below 2³².</param>
    /// <param name="atomic">Atomics do not race with atomics.</param>
    /// <param name="narrow">Whether units are bytes: the same for all accesses of a launch, since marks of others do not count.</param>
    /// <param name="other">The other group.</param>
    public bool Write(long offset, int bytes, uint launch, uint group, bool atomic, bool narrow, out uint other)
    {
        other = 0;
        bool races = false;
        byte covered = bytes >= 4 ? (byte)15 : (byte)(((1 << bytes) - 1) << (int)(offset & 3));
        for (long word = offset >> 2; word <= (offset + bytes - 1) >> 2; word++)
        {
            byte known = _initialized[word];
            // Bytes of one word may belong to groups that run at once.
            while ((known | covered) != known)
            {
                byte found = Interlocked.CompareExchange(ref _initialized[word], (byte)(known | covered), known);
                if (found == known)
                {
                    break;
                }

                known = found;
            }
        }

        (Marks marks, int shift) = narrow ? (_bytes.Value, 0) : (_words.Value, 2);
        ulong own = Cell(launch, group, atomic);
        for (long at = offset >> shift; at <= (offset + bytes - 1) >> shift; at++)
        {
            ulong writer = Volatile.Read(ref marks.Writers[at]);
            ulong reader = Volatile.Read(ref marks.Readers[at]);
            if (IsOther(writer, launch, group) && !(atomic && IsFlagged(writer)))
            {
                (races, other) = (true, Group(writer));
            }
            else if (LaunchOf(reader) == launch && (IsFlagged(reader) || Group(reader) != group))
            {
                (races, other) = (true, Group(reader));
            }

            if (writer != own)
            {
                Volatile.Write(ref marks.Writers[at], own);
            }
        }

        return races;
    }

    /// <summary>Notes a read; whether another group has written a unit of it in the same launch.</summary>
    public bool Read(long offset, int bytes, uint launch, uint group, bool narrow, out uint other)
    {
        other = 0;
        bool races = false;
        (Marks marks, int shift) = narrow ? (_bytes.Value, 0) : (_words.Value, 2);
        for (long at = offset >> shift; at <= (offset + bytes - 1) >> shift; at++)
        {
            ulong writer = Volatile.Read(ref marks.Writers[at]);
            if (IsOther(writer, launch, group))
            {
                (races, other) = (true, Group(writer));
            }

            ulong reader = Volatile.Read(ref marks.Readers[at]);
            while (LaunchOf(reader) != launch || (Group(reader) != group && !IsFlagged(reader)))
            {
                ulong fresh = Cell(launch, group, flagged: LaunchOf(reader) == launch);
                ulong found = Interlocked.CompareExchange(ref marks.Readers[at], fresh, reader);
                if (found == reader)
                {
                    break;
                }

                reader = found;
            }
        }

        return races;
    }

    // A cell: launch, group, and a flag (of writers: atomic; of readers: several groups).

    private static ulong Cell(uint launch, uint group, bool flagged) => ((ulong)launch << 40) | ((ulong)group << 1) | (flagged ? 1u : 0);

    private static uint LaunchOf(ulong cell) => (uint)(cell >> 40);

    private static uint Group(ulong cell) => (uint)(cell >> 1);

    private static bool IsFlagged(ulong cell) => (cell & 1) != 0;

    private static bool IsOther(ulong cell, uint launch, uint group) => LaunchOf(cell) == launch && Group(cell) != group;
}
