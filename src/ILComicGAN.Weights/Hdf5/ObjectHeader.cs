using System.Text;
using ILComicGAN.Weights.Files;

namespace ILComicGAN.Weights.Hdf5;

/// <summary>The header of a group or dataset: messages in a block and the blocks that continue it.</summary>
internal sealed class ObjectHeader
{
    private const int LongestName = 1024;

    private readonly Hdf5Cursor _cursor;
    private readonly Queue<(long Start, long End)> _blocks = new();
    private readonly Dataset _dataset = new();
    private bool _hasData;
    private long _next;

    private ObjectHeader(Hdf5Cursor cursor) => _cursor = cursor;

    /// <summary>The members of a group with the addresses of their headers.</summary>
    public List<(string Name, long Address)> Links { get; } = [];

    /// <summary>The dataset, if it is one.</summary>
    public Dataset? Dataset => _hasData ? _dataset : null;

    public static ObjectHeader Read(Hdf5Cursor cursor, long address)
    {
        ObjectHeader header = new(cursor);
        cursor.Visit(address);
        byte version = cursor.U8();
        if (version == 1)
        {
            header.ReadFirst();
        }
        else
        {
            cursor.Go(address);
            header.ReadSecond();
        }

        return header;
    }

    private void ReadFirst()
    {
        _cursor.Skip(7);
        long size = _cursor.U32();
        _cursor.Skip(4);
        _blocks.Enqueue((_cursor.Position, _cursor.Position + size));
        while (_blocks.TryDequeue(out (long Start, long End) block))
        {
            for (_cursor.Go(block.Start); block.End - _cursor.Position >= 8;)
            {
                int type = _cursor.U16();
                int length = _cursor.U16();
                byte flags = _cursor.U8();
                _cursor.Skip(3);
                if (ReadMessage(type, length, flags, block.End) is { } next)
                {
                    _cursor.Visit(next.Start);
                    _blocks.Enqueue(next);
                }

                _cursor.Go(_next);
            }
        }
    }

    private void ReadSecond()
    {
        _cursor.Expect("OHDR"u8);
        if (_cursor.U8() != 2)
        {
            throw new FormatFault("a header is of an unknown version");
        }

        byte flags = _cursor.U8();
        _cursor.Skip(((flags & 0x20) != 0 ? 16 : 0) + ((flags & 0x10) != 0 ? 4 : 0));
        long size = _cursor.Number(1 << (flags & 3));
        int order = (flags & 4) != 0 ? 2 : 0;
        _blocks.Enqueue((_cursor.Position, _cursor.Position + size));
        while (_blocks.TryDequeue(out (long Start, long End) block))
        {
            for (_cursor.Go(block.Start); block.End - _cursor.Position >= 4 + order;)
            {
                int type = _cursor.U8();
                int length = _cursor.U16();
                byte messageFlags = _cursor.U8();
                _cursor.Skip(order);
                if (ReadMessage(type, length, messageFlags, block.End) is { } next)
                {
                    _cursor.Visit(next.Start);
                    _cursor.Expect("OCHK"u8);
                    _blocks.Enqueue((next.Start + 4, next.End - 4));
                }

                _cursor.Go(_next);
            }
        }
    }

    /// <summary>Reads one message; a continuation is returned.</summary>
    private (long Start, long End)? ReadMessage(int type, int length, byte flags, long end)
    {
        _next = _cursor.Position + length;
        if (_next > end)
        {
            throw new FormatFault("a message goes beyond its header");
        }

        bool shared = (flags & 2) != 0;
        switch (type)
        {
            case 0x01 when !shared:
                ReadDataspace();
                break;
            case 0x02:
                ReadLinkInfo();
                break;
            case 0x03 when !shared:
                (_dataset.Type, _dataset.BigEndian) = Datatype.Read(_cursor);
                break;
            case 0x06:
                ReadLink();
                break;
            case 0x08:
                _hasData = true;
                _dataset.Layout = DataLayout.Read(_cursor);
                break;
            case 0x0b when !shared:
                ReadFilters();
                break;
            case 0x10:
                long start = _cursor.Address() ?? throw new FormatFault("a header continues nowhere");
                return (start, start + _cursor.Size() is var last && last >= start ? last : throw new FormatFault("a length is impossible"));
            case 0x11:
                SymbolTable.Read(_cursor, Links);
                break;
        }

        return null;
    }

    private void ReadDataspace()
    {
        byte version = _cursor.U8();
        byte rank = _cursor.U8();
        _cursor.Skip(1);
        byte kind = _cursor.U8();
        _cursor.Skip(version == 1 ? 4 : 0);
        if (version is not (1 or 2) || rank > 32 || (version == 2 && kind > 1))
        {
            // Of kind 2 is a dataset without elements.
            return;
        }

        long[] shape = new long[rank];
        for (int i = 0; i < rank; i++)
        {
            shape[i] = _cursor.Size();
        }

        _dataset.Shape = shape;
    }

    private void ReadLinkInfo()
    {
        _cursor.Skip(1);
        _cursor.Skip((_cursor.U8() & 1) != 0 ? 8 : 0);
        if (_cursor.Address() is not null)
        {
            throw new FormatFault(
                "a group keeps its members in a heap, as only HDF5's newest layout does", "save it with h5py without libver='latest'");
        }
    }

    private void ReadLink()
    {
        byte version = _cursor.U8();
        byte flags = _cursor.U8();
        byte kind = (flags & 8) != 0 ? _cursor.U8() : (byte)0;
        _cursor.Skip(((flags & 4) != 0 ? 8 : 0) + ((flags & 16) != 0 ? 1 : 0));
        long length = _cursor.Number(1 << (flags & 3));
        if (version != 1 || length is < 1 or > LongestName)
        {
            throw new FormatFault("a link is damaged");
        }

        string name = Encoding.UTF8.GetString(_cursor.Take((int)length));
        if (kind == 0)
        {
            // Soft and external links lead out of the tree, or out of the file.
            Links.Add((name, _cursor.Address() ?? throw new FormatFault("a link leads nowhere")));
        }
    }

    private void ReadFilters()
    {
        byte version = _cursor.U8();
        int count = _cursor.U8();
        _cursor.Skip(version == 1 ? 6 : 0);
        for (int i = 0; i < count; i++)
        {
            int id = _cursor.U16();
            int nameLength = version == 1 || id >= 256 ? _cursor.U16() : 0;
            _cursor.Skip(2);
            int values = _cursor.U16();
            _cursor.Skip(nameLength + (4L * values) + (version == 1 && values % 2 == 1 ? 4 : 0));
            _dataset.Filters.Add(Enum.IsDefined((Filter)id)
                ? (Filter)id
                : throw new FormatFault($"a dataset is packed by filter {id}", "save it with gzip or unpacked"));
        }
    }
}
