namespace ILComicGAN.Weights.Files;

/// <summary>Bytes that stand in the file as they are.</summary>
internal sealed class FileRegion : StoredBytes, IStoredReader
{
    private readonly ByteSource _source;
    private readonly long _offset;

    /// <exception cref="FormatFault">The region is not within the file.</exception>
    public FileRegion(ByteSource source, long offset, long length)
    {
        if (offset < 0 || length < 0 || offset > source.Length || length > source.Length - offset)
        {
            throw new FormatFault("an array's data goes beyond its end");
        }

        (_source, _offset, Length) = (source, offset, length);
    }

    public override long Length { get; }

    public override IStoredReader Open() => this;

    public void Read(long at, Span<byte> target)
    {
        if (at < 0 || target.Length > Length - at)
        {
            throw new FormatFault("an array's data is shorter than the array");
        }

        _source.Read(_offset + at, target);
    }

    /// <summary>The whole region as a source of its own.</summary>
    public byte[] ToArray()
    {
        byte[] bytes = new byte[Length];
        _source.Read(_offset, bytes);
        return bytes;
    }

    public void Dispose()
    {
        // The file belongs to whoever opened it.
    }
}
