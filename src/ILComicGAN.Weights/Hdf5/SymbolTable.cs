using System.Text;
using ILComicGAN.Weights.Files;

namespace ILComicGAN.Weights.Hdf5;

/// <summary>The members of a group in HDF5's first layout: a tree of nodes, and a heap of names.</summary>
internal static class SymbolTable
{
    private const int LongestName = 1024;

    public static void Read(Hdf5Cursor cursor, List<(string Name, long Address)> links)
    {
        long tree = cursor.Address() ?? throw new FormatFault("a group has no tree");
        long heap = cursor.Address() ?? throw new FormatFault("a group has no heap");
        cursor.Visit(heap);
        cursor.Expect("HEAP"u8);
        cursor.Skip(4);
        long size = cursor.Size();
        cursor.Skip(8);
        long names = cursor.Address() ?? throw new FormatFault("a heap is empty");
        List<(long Name, long Address)> entries = [];
        foreach ((_, long node) in BTree.Leaves(cursor, tree, kind: 0, cursor.Size))
        {
            ReadNode(cursor, node, entries);
        }

        foreach ((long name, long address) in entries)
        {
            links.Add((ReadName(cursor, names, size, name), address));
        }
    }

    private static void ReadNode(Hdf5Cursor cursor, long node, List<(long Name, long Address)> entries)
    {
        cursor.Visit(node);
        cursor.Expect("SNOD"u8);
        cursor.Skip(2);
        int count = cursor.U16();
        for (int i = 0; i < count; i++)
        {
            long name = cursor.Size();
            long? address = cursor.Address();
            long kind = cursor.U32();
            cursor.Skip(20);
            if (kind != 2 && address is not null)
            {
                // Kind 2 is a soft link, which leads to what has a name of its own.
                entries.Add((name, address.Value));
            }
        }
    }

    private static string ReadName(Hdf5Cursor cursor, long names, long size, long offset)
    {
        if (offset >= size)
        {
            throw new FormatFault("a name is not within its heap");
        }

        cursor.Go(names);
        cursor.Skip(offset);
        StringBuilder name = new();
        for (byte next = cursor.U8(); next != 0; next = cursor.U8())
        {
            name.Append(name.Length < LongestName ? (char)next : throw new FormatFault("a name has no end"));
        }

        return name.ToString();
    }
}
