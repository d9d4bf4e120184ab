using System.Buffers.Binary;
using System.Text;
using ILComicGAN.Weights.Files;

namespace ILComicGAN.Weights.Zip;

/// <summary>
/// The table of contents of a zip archive, with the place of every entry's data: stored entries are then read in place.
/// Archives that no writer of weights makes are refused before anything is unpacked: entries that overlap, climb out
/// of the archive, come twice, or grow beyond all measure.
/// </summary>
internal sealed class ZipDirectory
{
    private const uint EndSignature = 0x06054b50;
    private const uint End64Signature = 0x06064b50;
    private const uint Locator64Signature = 0x07064b50;
    private const uint EntrySignature = 0x02014b50;
    private const uint LocalSignature = 0x04034b50;
    private const int EndLength = 22;
    private const int LongestComment = ushort.MaxValue;

    /// <summary>Bytes and nanoseconds of an entry beside its name.</summary>
    private const int EntryBytes = 300, EntryTime = 3_000;

    private readonly Dictionary<string, ZipEntry> _byName;

    private ZipDirectory(ByteSource source, List<ZipEntry> entries)
    {
        (Source, Entries) = (source, entries);
        _byName = entries.ToDictionary(entry => entry.Name, StringComparer.Ordinal);
    }

    /// <summary>The archive.</summary>
    public ByteSource Source { get; }

    /// <summary>In the order of the directory.</summary>
    public IReadOnlyList<ZipEntry> Entries { get; }

    /// <summary>The most that all entries together may say to unpack to: weights hardly shrink, constant ones apart.</summary>
    public static long LargestUnpacked(long packed) => (64 * packed) + (1 << 20);

    /// <exception cref="FormatFault">It is damaged or hostile.</exception>
    public static ZipDirectory Read(ByteSource source)
    {
        (long offset, long size, long count) = FindDirectory(source);
        if (offset < 0 || size < 0 || offset > source.Length || size > source.Length - offset || count < 0 || count > size / 46)
        {
            throw new FormatFault("its directory is not where it should be");
        }

        ByteCursor cursor = new(source, offset), local = new(source);
        List<ZipEntry> entries = new((int)Math.Min(count, 1 << 16));
        HashSet<string> names = new(StringComparer.Ordinal);
        long unpacked = 0;
        for (long i = 0; i < count; i++)
        {
            ZipEntry entry = ReadEntry(cursor, local, offset);
            source.Budget.Keep(EntryBytes + (2L * entry.Name.Length));
            source.Budget.Work(EntryTime);
            if (!names.Add(entry.Name))
            {
                throw new FormatFault($"the entry '{Printable.Of(entry.Name)}' comes twice");
            }

            unpacked += Math.Min(entry.Length, long.MaxValue / 4);
            if (unpacked > LargestUnpacked(source.Length))
            {
                throw new FormatFault("it would unpack to far more than weights do", "do not trust it");
            }

            entries.Add(entry);
        }

        RequireApart(entries);
        return new ZipDirectory(source, entries);
    }

    public ZipEntry? Find(string name) => _byName.GetValueOrDefault(name);

    private static (long Offset, long Size, long Count) FindDirectory(ByteSource source)
    {
        byte[] tail = new byte[(int)Math.Min(source.Length, EndLength + LongestComment)];
        long tailStart = source.Length - tail.Length;
        source.Read(tailStart, tail);
        for (int i = tail.Length - EndLength; i >= 0; i--)
        {
            ReadOnlySpan<byte> end = tail.AsSpan(i);
            if (BinaryPrimitives.ReadUInt32LittleEndian(end) == EndSignature
                && BinaryPrimitives.ReadUInt16LittleEndian(end[20..]) == end.Length - EndLength)
            {
                ushort count = BinaryPrimitives.ReadUInt16LittleEndian(end[10..]);
                uint size = BinaryPrimitives.ReadUInt32LittleEndian(end[12..]);
                uint offset = BinaryPrimitives.ReadUInt32LittleEndian(end[16..]);
                return count == ushort.MaxValue || size == uint.MaxValue || offset == uint.MaxValue
                    ? FindDirectory64(source, tailStart + i)
                    : (offset, size, count);
            }
        }

        throw new FormatFault("its directory, at the end, is missing");
    }

    private static (long Offset, long Size, long Count) FindDirectory64(ByteSource source, long end)
    {
        ByteCursor cursor = new(source, end - 20);
        if (cursor.Position < 0 || cursor.U32() != Locator64Signature)
        {
            throw new FormatFault("its directory is damaged");
        }

        cursor.Skip(4);
        cursor.Position = cursor.Size();
        if (cursor.Left < 56 || cursor.U32() != End64Signature)
        {
            throw new FormatFault("its directory is damaged");
        }

        cursor.Skip(28);
        long count = cursor.Size();
        long size = cursor.Size();
        return (cursor.Size(), size, count);
    }

    private static ZipEntry ReadEntry(ByteCursor cursor, ByteCursor local, long directory)
    {
        if (cursor.U32() != EntrySignature)
        {
            throw new FormatFault("its directory is damaged");
        }

        cursor.Skip(4);
        ushort flags = cursor.U16();
        ushort method = cursor.U16();
        cursor.Skip(8);
        long packed = cursor.U32();
        long length = cursor.U32();
        int nameLength = cursor.U16();
        int extraLength = cursor.U16();
        int commentLength = cursor.U16();
        cursor.Skip(8);
        long start = cursor.U32();
        string name = Encoding.UTF8.GetString(cursor.Take(nameLength));
        ReadExtra(cursor.Take(extraLength), ref length, ref packed, ref start);
        cursor.Skip(commentLength);
        RequireHarmless(name, flags, method, packed, length);

        local.Position = start;
        if (start < 0 || start > directory - 30 || local.U32() != LocalSignature)
        {
            throw new FormatFault($"the entry '{Printable.Of(name)}' is not where the directory says");
        }

        local.Skip(2);
        if (local.U16() % 2 != 0 || local.U16() != method)
        {
            throw new FormatFault($"the entry '{Printable.Of(name)}' contradicts the directory");
        }

        local.Skip(16);
        int localName = local.U16();
        int localExtra = local.U16();
        if (localName != nameLength || Encoding.UTF8.GetString(local.Take(localName)) != name)
        {
            throw new FormatFault($"the entry '{Printable.Of(name)}' contradicts the directory");
        }

        local.Skip(localExtra);
        return packed >= 0 && packed <= directory - local.Position
            ? new ZipEntry(name, method == 8, start, local.Position + packed, local.Position, packed, length)
            : throw new FormatFault($"the entry '{Printable.Of(name)}' goes beyond its end");
    }

    /// <summary>Lengths beyond 32 bits stand in an extra field, in this order, each only where it is needed.</summary>
    private static void ReadExtra(ReadOnlySpan<byte> extra, ref long length, ref long packed, ref long start)
    {
        while (extra.Length >= 4)
        {
            int size = BinaryPrimitives.ReadUInt16LittleEndian(extra[2..]);
            if (size > extra.Length - 4)
            {
                // Padding that aligns data need not be well-formed.
                return;
            }

            if (BinaryPrimitives.ReadUInt16LittleEndian(extra) == 1)
            {
                ReadOnlySpan<byte> fields = extra.Slice(4, size);
                Widen(ref fields, ref length);
                Widen(ref fields, ref packed);
                Widen(ref fields, ref start);
                return;
            }

            extra = extra[(4 + size)..];
        }
    }

    private static void Widen(ref ReadOnlySpan<byte> fields, ref long value)
    {
        if (value == uint.MaxValue)
        {
            value = fields.Length >= 8 ? BinaryPrimitives.ReadInt64LittleEndian(fields) : throw new FormatFault("its directory is damaged");
            fields = fields[8..];
        }
    }

    private static void RequireHarmless(string name, ushort flags, ushort method, long packed, long length)
    {
        string shown = Printable.Of(name);
        if (name.Length == 0 || name[0] == '/' || name.Contains('\\', StringComparison.Ordinal) || name.Contains('\0', StringComparison.Ordinal)
            || name.Split('/').Contains("..") || (name.Length > 1 && name[1] == ':'))
        {
            throw new FormatFault($"the entry '{shown}' has a name that leads out of the archive", "do not trust it");
        }

        if ((flags & 1) != 0)
        {
            throw new FormatFault($"the entry '{shown}' is encrypted", "save it without a password");
        }

        if (method is not (0 or 8) || length < 0 || packed < 0 || (method == 0 && packed != length))
        {
            throw new FormatFault($"the entry '{shown}' is packed in an unknown way", "save it with torch.save or numpy.savez");
        }
    }

    private static void RequireApart(List<ZipEntry> entries)
    {
        ZipEntry[] sorted = [.. entries.OrderBy(entry => entry.Start)];
        for (int i = 1; i < sorted.Length; i++)
        {
            if (sorted[i].Start < sorted[i - 1].End)
            {
                throw new FormatFault(
                    $"the entries '{Printable.Of(sorted[i - 1].Name)}' and '{Printable.Of(sorted[i].Name)}' overlap", "do not trust it");
            }
        }
    }
}
