namespace ILComicGAN.Weights.Files;

/// <summary>A part of a file as a file of its own.</summary>
internal sealed class RegionBytes(ByteSource source, long offset, long length) : ByteSource
{
    public override long Length => length;

    public override ReadingBudget Budget => source.Budget;

    protected override void ReadWithin(long at, Span<byte> target) => source.Read(offset + at, target);
}
