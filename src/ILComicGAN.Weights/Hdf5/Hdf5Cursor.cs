using ILComicGAN.Weights.Files;

namespace ILComicGAN.Weights.Hdf5;

/// <summary>Reads structures of an HDF5 file, and keeps count of what was read.</summary>
internal sealed class Hdf5Cursor
{
    /// <summary>Bytes of an address in the set of those that were visited.</summary>
    private const int VisitBytes = 48;

    private readonly ByteCursor _cursor;
    private readonly HashSet<long> _visited = [];
    private long _budget;

    public Hdf5Cursor(ByteSource source)
    {
        _cursor = new ByteCursor(source);
        _budget = (2 * source.Length) + (1 << 16);
    }

    /// <summary>The whole file's length.</summary>
    public long Length => _cursor.Source.Length;

    /// <summary>What reading the file may cost.</summary>
    public ReadingBudget Budget => Source.Budget;

    /// <summary>The file.</summary>
    public ByteSource Source => _cursor.Source;

    /// <summary>What addresses count from.</summary>
    public long BaseAddress { get; set; }

    /// <summary>Where the next field begins, from the base address.</summary>
    public long Position => _cursor.Position - BaseAddress;

    /// <summary>Goes to an address.</summary>
    /// <exception cref="FormatFault">It is not in the file.</exception>
    public void Go(long address) =>
        _cursor.Position = address >= 0 && BaseAddress >= 0 && address <= Length - BaseAddress && BaseAddress <= Length
            ? BaseAddress + address
            : throw new FormatFault("an address is not within it");

    /// <summary>Goes to a structure that nothing else may lead to.</summary>
    /// <exception cref="FormatFault">It was read before: the file goes in a circle.</exception>
    public void Visit(long address)
    {
        Budget.Keep(VisitBytes);
        if (!_visited.Add(address))
        {
            throw new FormatFault("its structures lead back to themselves", "do not trust it");
        }

        Go(address);
    }

    /// <summary>Whether this structure was read before.</summary>
    public bool WasVisited(long address) => _visited.Contains(address);

    public byte U8() => Take(1)[0];

    public int U16() => BitConverter.ToUInt16(Take(2));

    public long U32() => BitConverter.ToUInt32(Take(4));

    public long Size() => BitConverter.ToUInt64(Take(8)) is var size and <= long.MaxValue
        ? (long)size
        : throw new FormatFault("a length is impossible");

    /// <summary>A little-endian number of 1, 2, 4 or 8 bytes.</summary>
    public long Number(int bytes) => bytes switch
    {
        1 => U8(),
        2 => U16(),
        4 => U32(),
        _ => Size(),
    };

    /// <summary>An address, or null where there is nothing.</summary>
    public long? Address()
    {
        ulong address = BitConverter.ToUInt64(Take(8));
        return address == ulong.MaxValue ? null
            : address <= (ulong)Length ? (long)address
            : throw new FormatFault("an address is not within it");
    }

    /// <exception cref="FormatFault">The signature is another one.</exception>
    public void Expect(ReadOnlySpan<byte> signature)
    {
        if (!Take(4).SequenceEqual(signature))
        {
            throw new FormatFault("a structure is not where it should be");
        }
    }

    public void Skip(long count) => _cursor.Skip(count);

    /// <exception cref="FormatFault">The file has not that many, or was read too often.</exception>
    public ReadOnlySpan<byte> Take(int count)
    {
        _budget -= count;
        Budget.Work(10);
        return _budget >= 0 ? _cursor.Take(count) : throw new FormatFault("its structures overlap", "do not trust it");
    }
}
