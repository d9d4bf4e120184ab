namespace ILComicGAN.Weights.Files;

/// <summary>A file that is in memory already.</summary>
internal sealed class MemoryBytes(ReadOnlyMemory<byte> bytes) : ByteSource
{
    public override long Length => bytes.Length;

    protected override void ReadWithin(long at, Span<byte> target) => bytes.Span.Slice((int)at, target.Length).CopyTo(target);
}
