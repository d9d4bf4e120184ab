namespace ILComicGAN.Weights.Files;

/// <summary>Bytes that can only be unpacked from the beginning on.</summary>
/// <param name="length">How many there are to be.</param>
/// <param name="open">Begins to unpack.</param>
internal sealed class StreamedBytes(long length, Func<Stream> open) : StoredBytes
{
    public override long Length => length;

    public override IStoredReader Open() => new Reader(open);

    private sealed class Reader(Func<Stream> open) : IStoredReader
    {
        private Stream? _stream;
        private long _position;

        public void Read(long at, Span<byte> target)
        {
            if (_stream is null || at < _position)
            {
                _stream?.Dispose();
                (_stream, _position) = (open(), 0);
            }

            try
            {
                Skip(at - _position);
                _stream.ReadExactly(target);
                _position = at + target.Length;
            }
            catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
            {
                throw new FormatFault("compressed data is damaged");
            }
        }

        public void Dispose() => _stream?.Dispose();

        private void Skip(long count)
        {
            Span<byte> waste = stackalloc byte[1 << 12];
            while (count > 0)
            {
                int piece = (int)Math.Min(count, waste.Length);
                _stream!.ReadExactly(waste[..piece]);
                count -= piece;
            }
        }
    }
}
