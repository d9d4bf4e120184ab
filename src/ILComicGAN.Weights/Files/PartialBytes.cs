namespace ILComicGAN.Weights.Files;

/// <summary>What follows the first <paramref name="skip"/> bytes of stored bytes.</summary>
internal sealed class PartialBytes(StoredBytes bytes, long skip) : StoredBytes
{
    public override long Length => bytes.Length - skip;

    public override long UnpackedAtOnce => bytes.UnpackedAtOnce;

    public override IStoredReader Open() => new Reader(bytes.Open(), skip);

    private sealed class Reader(IStoredReader inner, long skip) : IStoredReader
    {
        public void Read(long at, Span<byte> target) => inner.Read(skip + at, target);

        public void Dispose() => inner.Dispose();
    }
}
