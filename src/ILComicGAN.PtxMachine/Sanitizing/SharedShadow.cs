using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

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

        if (count == 16)
        {
            return Unsafe.ReadUnaligned<uint>(ref _initialized[offset >> 2]) == 0x0F0F0F0F;
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

        int first = offset >> 2;
        if (count == 16 && NothingNew(first, thread, turn))
        {
            return false;
        }

        for (int word = first; word < first + (count >> 2); word++)
        {
            if (Conflicts(_writers[word], thread, turn))
            {
                other = ThreadOf(_writers[word]);
            }

            ulong reader = _readers[word];
            if (!IsKnown(reader, thread, turn))
            {
                // Several warps have read it: whoever writes now races with one of them. Several lanes of one warp: all others do.
                bool again = PhaseOf(reader) == Phase;
                bool several = again && (IsFlagged(reader) || ThreadOf(reader) >> 5 != thread >> 5);
                _readers[word] = Cell(thread, turn, several) | (again && !several ? SeveralLanes : 0);
            }
        }

        return other >= 0;
    }

    /// <summary>Four words that nobody writes in this phase and of which this read tells nothing new.</summary>
    private bool NothingNew(int first, int thread, uint turn)
    {
        Vector256<ulong> writers = Vector256.LoadUnsafe(ref _writers[first]);
        Vector256<ulong> readers = Vector256.LoadUnsafe(ref _readers[first]);
        return Vector256.EqualsAll(readers, Vector256.Create(readers[0]))
            && IsKnown(readers[0], thread, turn)
            && !Vector256.EqualsAny(writers >>> 32, Vector256.Create((ulong)Phase));
    }

    private bool IsKnown(ulong reader, int thread, uint turn) => PhaseOf(reader) == Phase
        && (IsFlagged(reader)
            || (TurnOf(reader) == (turn & 0xFFFF)
                && (ThreadOf(reader) == thread || ((reader & SeveralLanes) != 0 && ThreadOf(reader) >> 5 == thread >> 5))));

    /// <summary>Same phase, another thread, and not ordered by its warp's own barrier.</summary>
    private bool Conflicts(ulong cell, int thread, uint turn) =>
        PhaseOf(cell) == Phase && (ThreadOf(cell) != thread || (cell & SeveralLanes) != 0) && (ThreadOf(cell) >> 5 != thread >> 5 || TurnOf(cell) == (turn & 0xFFFF));

    /// <summary>Of a reader's cell: other lanes of its warp have read it too.</summary>
    private const ulong SeveralLanes = 1 << 15;

    // A cell: phase, turn of the warp, thread, and a flag (of writers: atomic; of readers: several warps).

    private ulong Cell(int thread, uint turn, bool flagged) =>
        ((ulong)Phase << 32) | ((ulong)(turn & 0xFFFF) << 16) | ((ulong)(uint)thread << 1) | (flagged ? 1u : 0);

    private static uint PhaseOf(ulong cell) => (uint)(cell >> 32);

    private static uint TurnOf(ulong cell) => (uint)(cell >> 16) & 0xFFFF;

    private static int ThreadOf(ulong cell) => (int)(cell >> 1) & 0x3FFF;

    private static bool IsFlagged(ulong cell) => (cell & 1) != 0;
}
