namespace ILComicGAN.PtxMachine;

/// <summary>
/// What is known about a group's shared memory, by words: which bytes are written, and by which thread in which phase
/// between barriers it was written and read last.
/// </summary>
internal sealed class SharedShadow(int bytes)
{
    private readonly byte[] _initialized = new byte[(bytes + 3) / 4];
    private readonly ulong[] _writers = new ulong[(bytes + 3) / 4];
    private readonly ulong[] _readers = new ulong[(bytes + 3) / 4];

    /// <summary>Counts the stretches between barriers, over all groups that this memory has served.</summary>
    public uint Phase { get; private set; } = 1;

    public void NextPhase() => Phase++;

    /// <summary>Another group begins.</summary>
    public void Start()
    {
        Phase++;
        Array.Clear(_initialized);
    }

    public bool IsInitialized(int offset, int count)
    {
        if (count < 4)
        {
            int wanted = ((1 << count) - 1) << (offset & 3);
            return (_initialized[offset >> 2] & wanted) == wanted;
        }

        for (int at = 0; at < count; at += 4)
        {
            if (_initialized[(offset + at) >> 2] != 15)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Notes a write; whether another thread has touched a word of it since the last barrier.</summary>
    /// <param name="offset">Of the first byte.</param>
    /// <param name="count">Bytes.</param>
    /// <param name="thread">The thread's number in the group.</param>
    /// <param name="turn">How often its warp has synchronized itself.</param>
    /// <param name="atomic">Atomics do not race with atomics.</param>
    /// <param name="other">The other thread.</param>
    public bool Write(int offset, int count, int thread, uint turn, bool atomic, out int other)
    {
        other = -1;
        ulong own = Cell(thread, turn, atomic);
        for (int at = offset & ~3; at < offset + count; at += 4)
        {
            int word = at >> 2;
            _initialized[word] |= count >= 4 ? (byte)15 : (byte)(((1 << count) - 1) << (offset & 3));
            if (count < 4)
            {
                continue;
            }

            ulong writer = _writers[word];
            ulong reader = _readers[word];
            if (Conflicts(writer, thread, turn) && !(atomic && IsFlagged(writer)))
            {
                other = ThreadOf(writer);
            }
            else if (PhaseOf(reader) == Phase && (Conflicts(reader, thread, turn) || IsFlagged(reader)))
            {
                other = ThreadOf(reader);
            }

            _writers[word] = own;
        }

        return other >= 0;
    }

    /// <summary>Notes a read; whether another thread has written a word of it since the last barrier.</summary>
    public bool Read(int offset, int count, int thread, uint turn, out int other)
    {
        other = -1;
        if (count < 4)
        {
            return false;
        }

        for (int at = 0; at < count; at += 4)
        {
            int word = (offset + at) >> 2;
            if (Conflicts(_writers[word], thread, turn))
            {
                other = ThreadOf(_writers[word]);
            }

            ulong reader = _readers[word];
            // Several warps have read it: whoever writes now races with one of them.
            bool several = PhaseOf(reader) == Phase && (IsFlagged(reader) || ThreadOf(reader) >> 5 != thread >> 5);
            _readers[word] = Cell(thread, turn, several);
        }

        return other >= 0;
    }

    /// <summary>Same phase, another thread, and not ordered by its warp's own barrier.</summary>
    private bool Conflicts(ulong cell, int thread, uint turn) =>
        PhaseOf(cell) == Phase && ThreadOf(cell) != thread && (ThreadOf(cell) >> 5 != thread >> 5 || TurnOf(cell) == (turn & 0xFFFF));

    // A cell: phase, turn of the warp, thread, and a flag (of writers: atomic; of readers: several warps).

    private ulong Cell(int thread, uint turn, bool flagged) =>
        ((ulong)Phase << 32) | ((ulong)(turn & 0xFFFF) << 16) | ((ulong)(uint)thread << 1) | (flagged ? 1u : 0);

    private static uint PhaseOf(ulong cell) => (uint)(cell >> 32);

    private static uint TurnOf(ulong cell) => (uint)(cell >> 16) & 0xFFFF;

    private static int ThreadOf(ulong cell) => (int)(cell >> 1) & 0x7FFF;

    private static bool IsFlagged(ulong cell) => (cell & 1) != 0;
}
