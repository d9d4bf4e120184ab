using ILComicGAN.Weights.Files;

namespace ILComicGAN.Weights.Pickle;

/// <summary>Turns UTF-8 of the characters 0 to 255 back into the bytes that they stand for.</summary>
internal sealed class Latin1Stream(RegionStream text) : Stream
{
    private readonly byte[] _piece = new byte[1 << 12];
    private int _at;
    private int _filled;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        int done = 0;
        for (; done < buffer.Length && Next() is >= 0 and int first; done++)
        {
            if (first < 0x80)
            {
                buffer[done] = (byte)first;
                continue;
            }

            int second = Next();
            if (first is not (0xC2 or 0xC3) || second is < 0x80 or > 0xBF)
            {
                throw new FormatFault("text that should stand for bytes does not");
            }

            buffer[done] = (byte)(((first & 3) << 6) | (second & 0x3F));
        }

        return done;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private int Next()
    {
        if (_at == _filled)
        {
            (_at, _filled) = (0, text.Read(_piece));
            if (_filled == 0)
            {
                return -1;
            }
        }

        return _piece[_at++];
    }
}
