using System.Buffers.Binary;

namespace ILComicGAN.Weights.Files;

/// <summary>Reads little-endian fields one after the other, a window of the file at a time.</summary>
internal sealed class ByteCursor
{
    private const int Window = 1 << 12;

    private readonly byte[] _window;
    private long _start;
    private int _filled;

    public ByteCursor(ByteSource source, long position = 0)
    {
        (Source, Position) = (source, position);
        _window = new byte[(int)Math.Min(Window, source.Length)];
    }

    public ByteSource Source { get; }

    /// <summary>Where the next field begins.</summary>
    public long Position { get; set; }

    /// <summary>Bytes from here to the end of the file.</summary>
    public long Left => Source.Length - Position;

    public byte U8() => Take(1)[0];

    public ushort U16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    public uint U32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    public int I32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    public ulong U64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    public double DoubleBigEndian() => BinaryPrimitives.ReadDoubleBigEndian(Take(8));

    /// <summary>A length or position of 64 bits.</summary>
    /// <exception cref="FormatFault">It is beyond what any file has.</exception>
    public long Size() => U64() is var size and <= long.MaxValue ? (long)size : throw new FormatFault("a length is impossible");

    /// <summary>The next bytes; they stay valid until the next call.</summary>
    /// <exception cref="FormatFault">The file has not that many; nothing was allocated.</exception>
    public ReadOnlySpan<byte> Take(int count)
    {
        if (Position < 0 || count < 0 || count > Left)
        {
            throw new FormatFault("it ends too early");
        }

        long position = Position;
        Position += count;
        if (count > _window.Length)
        {
            byte[] bytes = new byte[count];
            Source.Read(position, bytes);
            return bytes;
        }

        if (position < _start || position + count > _start + _filled)
        {
            _start = position;
            _filled = (int)Math.Min(_window.Length, Source.Length - position);
            Source.Read(position, _window.AsSpan(0, _filled));
        }

        return _window.AsSpan((int)(position - _start), count);
    }

    /// <summary>Passes over bytes without reading them.</summary>
    /// <exception cref="FormatFault">The file has not that many.</exception>
    public void Skip(long count)
    {
        if (count < 0 || count > Left)
        {
            throw new FormatFault("a length goes beyond its end");
        }

        Position += count;
    }
}
