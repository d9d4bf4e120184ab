using System.IO.Compression;
using ILComicGAN.Weights.Files;

namespace ILComicGAN.Weights.Zip;

/// <summary>One file of an archive.</summary>
internal sealed record ZipEntry(string Name, bool Deflated, long Start, long End, long DataOffset, long PackedLength, long Length)
{
    /// <summary>Its bytes, unpacked as they are read.</summary>
    public StoredBytes Bytes(ByteSource source) => Deflated
        ? new StreamedBytes(
            Length, () => new DeflateStream(new RegionStream(source, DataOffset, PackedLength), CompressionMode.Decompress))
        : new FileRegion(source, DataOffset, Length);
}
