using ILComicGAN.Weights.Files;

namespace ILComicGAN.Weights.Pickle;

/// <summary>
/// A long text that stays in the file. Python 3 writes bytes in protocol 2 as text, one character a byte, so that whole
/// arrays come as text.
/// </summary>
internal sealed class PickledText(ByteSource source, long offset, long length)
{
    private StoredBytes? _bytes;

    /// <summary>The bytes whose numbers the characters are.</summary>
    /// <exception cref="FormatFault">A character is no byte.</exception>
    public StoredBytes ToBytes()
    {
        if (_bytes is null)
        {
            // The length in characters is known only after a look at all of it.
            long count = 0;
            byte[] piece = new byte[(int)Math.Min(length, 1 << 14)];
            for (long at = 0; at < length; at += piece.Length)
            {
                Span<byte> part = piece.AsSpan(0, (int)Math.Min(piece.Length, length - at));
                source.Read(offset + at, part);
                foreach (byte b in part)
                {
                    count += (b & 0xC0) == 0x80 ? 0 : 1;
                }
            }

            _bytes = new StreamedBytes(count, () => new Latin1Stream(new RegionStream(source, offset, length)));
        }

        return _bytes;
    }
}
