using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using ILComicGAN.Imaging;

namespace ILComicGAN.Datasets.Demonstration;

/// <summary>
/// Files inside a binary resource file of Qt (what its tool rcc writes, formats 1 to 3), in which some packages keep
/// their pictures: a header, a tree of nodes, names, and data.
/// </summary>
internal sealed class QtResources
{
    private const int HeaderSize = 20;
    private const int Compressed = 1;
    private const int Directory = 2;
    private const int CompressedZstandard = 4;
    private const int DeepestFolder = 32;

    private readonly byte[] _file;
    private readonly string _name;
    private readonly long _tree;
    private readonly long _data;
    private readonly long _names;
    private readonly int _nodeSize;
    private int _nodesLeft;

    /// <summary>Opens a resource file.</summary>
    /// <param name="file">Its bytes.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="DataSetException">It is no resource file, or of a format that is not known.</exception>
    public QtResources(byte[] file, string name)
    {
        (_file, _name) = (file, name);
        if (file.Length < HeaderSize || !file.AsSpan(0, 4).SequenceEqual("qres"u8))
        {
            throw new DataSetException($"'{name}' is no resource file of Qt.");
        }

        int version = Number(4);
        if (version is < 1 or > 3)
        {
            throw new DataSetException($"'{name}' is a resource file of format {version}; known are 1 to 3.");
        }

        (_tree, _data, _names) = (Number(8), Number(12), Number(16));
        // From format 2 on each node also has the time of its file.
        _nodeSize = version == 1 ? 14 : 22;
    }

    /// <summary>All files that <paramref name="wanted"/> wants, with their paths in the resource file.</summary>
    /// <exception cref="DataSetException">The file is damaged, or a wanted one is packed in a way that is not known.</exception>
    public IEnumerable<(string Path, byte[] Content)> Read(Func<string, bool> wanted)
    {
        _nodesLeft = _file.Length / _nodeSize;
        return ReadFolder(0, "", 0, wanted);
    }

    private IEnumerable<(string Path, byte[] Content)> ReadFolder(long node, string path, int depth, Func<string, bool> wanted)
    {
        if (depth > DeepestFolder)
        {
            throw Damaged();
        }

        long place = Node(node);
        (int count, int first) = (Number(place + 6), Number(place + 10));
        for (int i = 0; i < count; i++)
        {
            long child = (long)first + i;
            long entry = Node(child);
            // A tree that leads back into itself would never end.
            if (--_nodesLeft < 0)
            {
                throw Damaged();
            }

            string name = path + NameAt(Number(entry));
            int flags = Short(entry + 4);
            if ((flags & Directory) != 0)
            {
                foreach ((string Path, byte[] Content) file in ReadFolder(child, name + "/", depth + 1, wanted))
                {
                    yield return file;
                }
            }
            else if (wanted(name))
            {
                yield return (name, Content(Number(entry + 10), flags, name));
            }
        }
    }

    private byte[] Content(int offset, int flags, string name)
    {
        long place = _data + offset;
        ReadOnlySpan<byte> stored = Bytes(place + 4, Number(place));
        if ((flags & CompressedZstandard) != 0)
        {
            throw new DataSetException($"'{name}' in '{_name}' is packed with Zstandard, which is not known here.");
        }

        if ((flags & Compressed) == 0)
        {
            return stored.ToArray();
        }

        // Four bytes of the unpacked length, then zlib.
        if (stored.Length < 4)
        {
            throw Damaged();
        }

        int length = BinaryPrimitives.ReadInt32BigEndian(stored);
        // zlib packs at most some thousand to one: more is damage, and not worth the memory.
        if (length < 0 || length > 1100L * stored.Length)
        {
            throw Damaged();
        }

        byte[] content = new byte[length];
        try
        {
            using ZLibStream unpacked = new(new MemoryStream(stored[4..].ToArray()), CompressionMode.Decompress);
            unpacked.ReadExactly(content);
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            throw Damaged();
        }

        return content;
    }

    private string NameAt(int offset)
    {
        long place = _names + offset;
        // Length, a hash, UTF-16.
        return Encoding.BigEndianUnicode.GetString(Bytes(place + 6, 2 * Short(place)));
    }

    private long Node(long index) => _tree + (index * _nodeSize);

    private int Number(long place) => BinaryPrimitives.ReadInt32BigEndian(Bytes(place, 4));

    private int Short(long place) => BinaryPrimitives.ReadUInt16BigEndian(Bytes(place, 2));

    private ReadOnlySpan<byte> Bytes(long place, int count) =>
        place >= 0 && count >= 0 && place <= _file.Length - count ? _file.AsSpan((int)place, count) : throw Damaged();

    private DataSetException Damaged() => new($"The resource file '{_name}' is damaged.");
}
