using ILComicGAN.Weights.Files;
using ILComicGAN.Weights.Zip;

namespace ILComicGAN.Weights.Hdf5;

/// <summary>
/// Reads the datasets of an HDF5 file as Keras and h5py write it: superblocks 0 to 3, both kinds of object headers and
/// groups, contiguous, compact and chunked data, deflate and shuffle.
/// </summary>
/// <remarks>
/// Own code, because of hostile files: a general library trusts sizes and addresses in the file, so that a few changed
/// bytes made one allocate gigabytes. Here every structure is visited at most once, all of them together are read no more than
/// twice the file's length, and nothing is allocated that the file could not fill.
/// </remarks>
internal sealed class Hdf5File
{
    private const int MostEntries = 1_000_000;
    private const int Deepest = 32;

    /// <summary>Nanoseconds for a look at an entry, and bytes of one.</summary>
    private const int EntryTime = 500, EntryBytes = 150;

    private readonly Hdf5Cursor _cursor;
    private readonly WeightContents _contents;
    private readonly LeftOut _others = new();
    private int _entries;
    private long _unpacked;

    private Hdf5File(Hdf5Cursor cursor) => (_cursor, _contents) = (cursor, new WeightContents(cursor.Budget));

    public static ReadOnlySpan<byte> Magic => [0x89, (byte)'H', (byte)'D', (byte)'F', (byte)'\r', (byte)'\n', 0x1a, (byte)'\n'];

    /// <summary>All datasets of numbers under their paths, without the first slash.</summary>
    public static WeightContents Read(ByteSource source)
    {
        Hdf5Cursor cursor = new(source);
        Hdf5File file = new(cursor);
        file.Walk("", file.RootHeader(), 0);
        file._contents.NoteLeftOut(file._others, "entries that are no datasets of numbers");
        return file._contents;
    }

    private long RootHeader()
    {
        _cursor.Go(8);
        byte version = _cursor.U8();
        switch (version)
        {
            case 0 or 1:
                _cursor.Skip(4);
                RequireWide(_cursor.U8(), _cursor.U8());
                _cursor.Skip(version == 0 ? 9 : 13);
                _cursor.BaseAddress = _cursor.Size();
                _cursor.Skip(24 + 8);
                return _cursor.Address() ?? throw new FormatFault("it has no root group");
            case 2 or 3:
                RequireWide(_cursor.U8(), _cursor.U8());
                _cursor.Skip(1);
                _cursor.BaseAddress = _cursor.Size();
                _cursor.Skip(16);
                return _cursor.Address() ?? throw new FormatFault("it has no root group");
            default:
                throw new FormatFault($"it is of version {version}");
        }
    }

    private static void RequireWide(byte offsets, byte lengths)
    {
        if (offsets != 8 || lengths != 8)
        {
            throw new FormatFault("its addresses are not of 64 bits", "save it with h5py");
        }
    }

    private void Walk(string path, long address, int depth)
    {
        if (depth > Deepest)
        {
            throw new FormatFault("its groups are nested too deep", "do not trust it");
        }

        ObjectHeader header = ObjectHeader.Read(_cursor, address);
        foreach ((string name, _) in header.Links)
        {
            _cursor.Budget.Keep(EntryBytes + (2L * name.Length));
        }

        if (header.Dataset is { } dataset)
        {
            AddDataset(path, dataset);
            return;
        }

        foreach ((string name, long target) in header.Links)
        {
            if (++_entries > MostEntries)
            {
                throw new FormatFault("it has too many entries", "do not trust it");
            }

            _cursor.Budget.Work(EntryTime + path.Length);
            string below = path.Length == 0 ? name : $"{path}/{name}";
            if (_cursor.WasVisited(target))
            {
                // A second name for the same object, possibly one that it is inside of.
                _others.Add(below);
                continue;
            }

            Walk(below, target, depth + 1);
        }
    }

    private void AddDataset(string path, Dataset dataset)
    {
        if (dataset.Type is not { } type || dataset.Shape is not { } shape || dataset.Layout is not { } layout)
        {
            _others.Add(path);
            return;
        }

        (StoredBytes bytes, long unpacked) = layout.Bytes(_cursor, type, shape, dataset.Filters);
        StoredTensor tensor = StoredTensor.View(bytes, type, shape, bigEndian: dataset.BigEndian);
        if ((long)tensor.Count * NumberReader.SizeOf(type) > bytes.Length)
        {
            throw new FormatFault($"the data of '{Printable.Of(path)}' has another length than its shape");
        }

        _unpacked += unpacked;
        if (_unpacked > Zip.ZipDirectory.LargestUnpacked(_cursor.Length))
        {
            throw new FormatFault("its datasets overlap, or would unpack to far more than weights do", "do not trust it");
        }

        _contents.Add(path, tensor);
    }
}
