using System.Runtime.InteropServices;

namespace ILComicGAN.PtxMachine.Memory;

/// <summary>
/// The device's memory: one piece of the host's address space, so that an address is the same for both, with a table of
/// what is allocated in it. Free gaps lie between allocations, so that an access just behind one hits none.
/// </summary>
public sealed unsafe class GlobalMemory : IDisposable
{
    private const int Alignment = 256;

    private readonly byte* _memory;
    private readonly SortedList<long, Allocation> _allocations = [];
    private Allocation[] _table = [];
    private int _count;
    private bool _disposed;

    /// <param name="bytes">Of address space; halved until the host grants it.</param>
    /// <exception cref="InsufficientMemoryException">The host grants not even 16 MiB.</exception>
    public GlobalMemory(long bytes)
    {
        for (; ; bytes /= 2)
        {
            try
            {
                _memory = (byte*)NativeMemory.AlignedAlloc((nuint)bytes, 4096);
                break;
            }
            catch (OutOfMemoryException) when (bytes > 16 << 20)
            {
            }
            catch (OutOfMemoryException e)
            {
                throw new InsufficientMemoryException("the host has no memory for the machine", e);
            }
        }

        Bytes = bytes;
        Start = (long)_memory;
    }

    /// <summary>Frees it for good where nobody has disposed of it.</summary>
    ~GlobalMemory()
    {
        Free();
    }

    /// <summary>All there is.</summary>
    public long Bytes { get; }

    /// <summary>The first address.</summary>
    public long Start { get; }

    /// <summary>Whether it is remembered which bytes have been written.</summary>
    public bool TracksContents { get; init; }

    /// <summary>In allocations.</summary>
    public long UsedBytes { get; private set; }

    /// <summary>All pieces, by address.</summary>
    public IReadOnlyList<Allocation> Allocations
    {
        get
        {
            lock (_allocations)
            {
                return [.. _allocations.Values];
            }
        }
    }

    /// <summary>Takes the first gap that is long enough.</summary>
    /// <param name="bytes">At least 1.</param>
    /// <param name="name">For messages; null for a number.</param>
    /// <exception cref="InsufficientMemoryException">There is none.</exception>
    public Allocation Allocate(long bytes, string? name = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bytes, 1);
        ObjectDisposedException.ThrowIf(_disposed, this);
        lock (_allocations)
        {
            long at = Start + Alignment;
            foreach (Allocation other in _allocations.Values)
            {
                if (at + bytes + Alignment <= other.Address)
                {
                    break;
                }

                at = (other.Address + other.Bytes + (2 * Alignment) - 1) / Alignment * Alignment;
            }

            if (at + bytes + Alignment > Start + Bytes)
            {
                throw new InsufficientMemoryException($"the machine has {Bytes - UsedBytes:N0} of {Bytes:N0} bytes free, too few or not in one piece for {bytes:N0}");
            }

            Allocation made = new(at, bytes, name ?? $"allocation {++_count}");
            _allocations.Add(at, made);
            UsedBytes += bytes;
            _table = [.. _allocations.Values];
            return made;
        }
    }

    /// <summary>Gives a piece back.</summary>
    public void Release(Allocation allocation)
    {
        ArgumentNullException.ThrowIfNull(allocation);
        lock (_allocations)
        {
            if (_allocations.Remove(allocation.Address))
            {
                UsedBytes -= allocation.Bytes;
                _table = [.. _allocations.Values];
            }
        }
    }

    /// <summary>Writes from the host; the bytes are initialized then.</summary>
    public void Write(long address, ReadOnlySpan<byte> bytes)
    {
        Allocation target = Require(address, bytes.Length);
        bytes.CopyTo(new Span<byte>((void*)address, bytes.Length));
        if (TracksContents)
        {
            target.Shadowed.Initialize(address - target.Address, bytes.Length);
        }
    }

    /// <summary>Makes the first bytes of a piece count as never written, as when it goes to another owner.</summary>
    /// <param name="allocation">Which.</param>
    /// <param name="bytes">A multiple of four.</param>
    public void Forget(Allocation allocation, long bytes)
    {
        ArgumentNullException.ThrowIfNull(allocation);
        if (TracksContents)
        {
            allocation.Shadowed.Forget(bytes);
        }
    }

    /// <summary>Reads to the host.</summary>
    public void Read(long address, Span<byte> bytes)
    {
        Require(address, bytes.Length);
        new ReadOnlySpan<byte>((void*)address, bytes.Length).CopyTo(bytes);
    }

    /// <summary>The piece that an address lies in; null where it lies in none.</summary>
    public Allocation? Find(long address)
    {
        Allocation[] table = _table;
        int low = 0, high = table.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            Allocation candidate = table[middle];
            if (address < candidate.Address)
            {
                high = middle - 1;
            }
            else if (address >= candidate.Address + candidate.Bytes)
            {
                low = middle + 1;
            }
            else
            {
                return candidate;
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private Allocation Require(long address, long bytes)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        Allocation? found = Find(address);
        return found is not null && address + bytes <= found.Address + found.Bytes
            ? found
            : throw new ArgumentException($"{bytes} bytes at 0x{address:x} are not in one allocation", nameof(address));
    }

    private void Free()
    {
        if (!_disposed)
        {
            _disposed = true;
            NativeMemory.AlignedFree(_memory);
        }
    }
}
