using ILComicGAN.Weights.Files;
using ILComicGAN.Weights.Zip;

namespace ILComicGAN.Weights.Hdf5;

/// <summary>Where the data of a dataset is.</summary>
internal sealed class DataLayout
{
    private long? _address;
    private long _length;
    private long[]? _chunk;

    /// <summary>Of a chunk that is alone: its packed length, or −1 if it is not packed.</summary>
    private long _singleLength;

    private bool _single;

    private DataLayout()
    {
    }

    /// <exception cref="FormatFault">It is of a kind that is not supported.</exception>
    public static DataLayout Read(Hdf5Cursor cursor)
    {
        byte version = cursor.U8();
        if (version is not (3 or 4))
        {
            throw new FormatFault($"a dataset's layout is of version {version}", "save it with h5py");
        }

        byte kind = cursor.U8();
        DataLayout layout = new();
        switch (kind)
        {
            case 0:
                layout._length = cursor.U16();
                layout._address = cursor.Position;
                break;
            case 1:
                layout._address = cursor.Address();
                layout._length = cursor.Size();
                break;
            case 2 when version == 3:
                int rank = cursor.U8();
                layout._address = cursor.Address();
                layout._chunk = Sizes(cursor, rank, 4);
                break;
            case 2:
                layout.ReadSingleChunk(cursor);
                break;
            default:
                throw new FormatFault("a dataset's data is kept in other files", "save it as one file");
        }

        return layout;
    }

    /// <summary>The data as one run of bytes, and how many are unpacked for it.</summary>
    /// <exception cref="FormatFault">It lies, or is incomplete.</exception>
    public (StoredBytes Bytes, long Unpacked) Bytes(Hdf5Cursor cursor, WeightType type, long[] shape, List<Filter> filters)
    {
        int size = NumberReader.SizeOf(type);
        int count = StoredTensor.CountOf([.. shape.Select(side => side <= int.MaxValue ? (int)side : throw new FormatFault("an array has too many elements"))]);
        if (count == 0)
        {
            return (new FileRegion(cursor.Source, 0, 0), 0);
        }

        if (_address is not { } address)
        {
            throw new FormatFault("a dataset was never written", "save it again");
        }

        if (_chunk is null)
        {
            return (new FileRegion(cursor.Source, cursor.BaseAddress + address, _length), _length);
        }

        if (_chunk.Length != shape.Length + 1 || _chunk[^1] != size || _chunk.Contains(0))
        {
            throw new FormatFault("a dataset's chunks are of another shape");
        }

        ChunkGrid grid = new(shape, _chunk, size, Zip.ZipDirectory.LargestUnpacked(cursor.Length));
        List<Chunk> chunks = _single
            ? [new Chunk(new long[shape.Length], address, _singleLength < 0 ? grid.ChunkBytes : _singleLength, 0)]
            : ReadIndex(cursor, address, shape.Length);
        grid.RequireComplete(chunks);
        return (new ChunkedBytes(cursor.Source, cursor.BaseAddress, grid, chunks, [.. filters]), grid.UnpackedBytes);
    }

    private static List<Chunk> ReadIndex(Hdf5Cursor cursor, long address, int rank)
    {
        return [.. BTree.Leaves(cursor, address, kind: 1, ReadKey).Select(leaf => leaf.Key with { Address = leaf.Child })];

        Chunk ReadKey()
        {
            long length = cursor.U32();
            long skippedFilters = cursor.U32();
            long[] offset = new long[rank];
            for (int i = 0; i < rank; i++)
            {
                offset[i] = cursor.Size();
            }

            cursor.Skip(8);
            return new Chunk(offset, 0, length, skippedFilters);
        }
    }

    private static long[] Sizes(Hdf5Cursor cursor, int rank, int width)
    {
        long[] sizes = new long[rank is >= 1 and <= 33 ? rank : throw new FormatFault("a dataset's chunks have too many axes")];
        for (int i = 0; i < rank; i++)
        {
            sizes[i] = cursor.Number(width);
        }

        return sizes;
    }

    private void ReadSingleChunk(Hdf5Cursor cursor)
    {
        byte flags = cursor.U8();
        int rank = cursor.U8();
        int width = cursor.U8();
        _chunk = Sizes(cursor, rank, width is 1 or 2 or 4 or 8 ? width : throw new FormatFault("a dataset's layout is damaged"));
        if (cursor.U8() != 1)
        {
            throw new FormatFault(
                "a dataset's chunks are indexed as only HDF5's newest layout does", "save it with h5py without libver='latest'");
        }

        _single = true;
        _singleLength = -1;
        if ((flags & 2) != 0)
        {
            _singleLength = cursor.Size();
            cursor.Skip(4);
        }

        _address = cursor.Address();
    }
}
