using System.Runtime.InteropServices;

namespace ILComicGAN.Weights.Files;

/// <summary>Floats in memory as the bytes that they are.</summary>
internal sealed class FloatBytes(float[] values) : StoredBytes, IStoredReader
{
    public override long Length => 4L * values.Length;

    public override IStoredReader Open() => this;

    public void Read(long at, Span<byte> target) => MemoryMarshal.AsBytes(values.AsSpan((int)(at / 4), target.Length / 4)).CopyTo(target);

    public void Dispose()
    {
    }
}
