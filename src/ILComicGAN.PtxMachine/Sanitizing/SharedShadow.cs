using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ILComicGAN.PtxMachine.Sanitizing;

/// <summary>
/// What is known about a group's shared memory: which bytes are written, and for each unit by which thread in which phase
/// between barriers it was written and read last.
/// </summary>
/// <param name="bytes">Of all.</param>
/// <param name="narrow">Whether units are bytes and not words, for kernels with accesses shorter than a word.</param>
internal sealed class SharedShadow(int bytes, bool narrow)
{
    private readonly int _shift = narrow ? 0 : 2;
    private readonly byte[] _initialized = new byte[(bytes + 3) / 4];
    private readonly ulong[] _writers = new ulong[narrow ? bytes : (bytes + 3) / 4];
    private readonly ulong[] _readers = new ulong[narrow ? bytes : (bytes + 3) / 4];

    /// <summary>For each word the thread, from 1, whose copy into it is under way; null before the first copy.</summary>
    private int[]? _copying;

    /// <summary>Counts the stretches between barriers, over all groups that this memory has served.</summary>
    public uint Phase { get; private set; } = 1;

    public void NextPhase() => Phase++;

    /// <summary>Another group begins.</summary>
    public void Start()
    {
        Phase++;
        Array.Clear(_initialized);
        if (_copying is not null)
        {
            Array.Clear(_copying);
        }
    }

    /// <summary>Notes that a copy begins, during which nobody may touch its target; whether another thread has since the last barrier.</summary>
    public bool StartCopy(int offset, int count, int thread, uint turn, out int other)
    {
        bool races = Write(offset, count, thread, turn, atomic: false, out other);
        _copying ??= new int[_initialized.Length];
        _copying.AsSpan(offset >> 2, count >> 2).Fill(thread + 1);
        _initialized.AsSpan(offset >> 2, count >> 2).Clear();
        return races;
    }

    /// <summary>Notes that its thread has waited for a copy: a write of this thread now.</summary>
    public void CompleteCopy(int offset, int count, int thread, uint turn)
    {
        _copying.AsSpan(offset >> 2, count >> 2).Clear();
        Write(offset, count, thread, turn, atomic: false, out _);
    }

    /// <summary>The thread whose copy into these bytes is under way; -1 for none.</summary>
    public int CopierOf(int offset, int count)
    {
        for (int word = offset >> 2; _copying is not null && word <= (offset + count - 1) >> 2; word++)
        {
            if (_copying[word] > 0)
            {
                return _copying[word] - 1;
            }
        }

        return -1;
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

    /// <summary>Notes a write; whether another thread has touched a unit of it since the last barrier.</summary>
    /// <param name="offset">Of the first byte.</param>
    /// <param name="count">Bytes.</param>
    /// <param name="thread">The thread's number in the group.</param>
    /// <param name="turn">How often its warp has synchronized itself.</param>
    /// <param name="atomic">Atomics do not race with atomics.</param>
    /// <param name="other">The other thread.</param>
    public bool Write(int offset, int count, int thread, uint turn, bool atomic, out int other)
    {
        other = -1;
        byte covered = count >= 4 ? (byte)15 : (byte)(((1 << count) - 1) << (offset & 3));
        for (int word = offset >> 2; word <= (offset + count - 1) >> 2; word++)
        {
            _initialized[word] |= covered;
        }

        ulong own = Cell(thread, turn, atomic);
        for (int at = offset >> _shift; at <= (offset + count - 1) >> _shift; at++)
        {
            ulong writer = _writers[at];
            ulong reader = _readers[at];
            if (Conflicts(writer, thread, turn) && !(atomic && IsFlagged(writer)))
            {
                other = ThreadOf(writer);
            }
            else if (PhaseOf(reader) == Phase && (Conflicts(reader, thread, turn) || IsFlagged(reader)))
            {
                other = ThreadOf(reader);
            }

            _writers[at] = own;
        }

        return other >= 0;
    }

    /// <summary>Notes a read; whether another thread has written a unit of it since the last barrier.</summary>
    public bool Read(int offset, int count, int thread, uint turn, out int other)
    {
        other = -1;
        int first = offset >> _shift;
        if (count == 16 && !narrow && NothingNew(first, thread, turn))
        {
            return false;
        }

        for (int at = first; at <= (offset + count - 1) >> _shift; at++)
        {
            if (Conflicts(_writers[at], thread, turn))
            {
                other = ThreadOf(_writers[at]);
            }

            ulong reader = _readers[at];
            if (!IsKnown(reader, thread, turn))
            {
                // Several warps have read it: whoever writes now races with one of them. Several lanes of one warp: all others do.
                bool again = PhaseOf(reader) == Phase;
                bool several = again && (IsFlagged(reader) || ThreadOf(reader) >> 5 != thread >> 5);
                _readers[at] = Cell(thread, turn, several) | (again && !several ? SeveralLanes : 0);
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
