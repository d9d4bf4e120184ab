using System.IO.Compression;
using ILComicGAN.Weights.Files;

namespace ILComicGAN.Weights.Hdf5;

/// <summary>A dataset in chunks, put together when it is opened and let go when the reader is disposed.</summary>
internal sealed class ChunkedBytes(ByteSource source, long baseAddress, ChunkGrid grid, List<Chunk> chunks, Filter[] filters) : StoredBytes
{
    public override long Length => grid.Bytes;

    // The dataset, and a chunk twice.
    public override long UnpackedAtOnce => grid.Bytes + (2L * grid.ChunkBytes);

    public override IStoredReader Open()
    {
        byte[] bytes = new byte[grid.Bytes];
        byte[] unpacked = new byte[grid.ChunkBytes];
        byte[] spare = new byte[grid.ChunkBytes];
        foreach (Chunk chunk in chunks)
        {
            Unpack(chunk, ref unpacked, ref spare);
            grid.Place(unpacked, chunk.Offset, bytes);
        }

        return new FileRegion(new MemoryBytes(bytes), 0, bytes.Length);
    }

    private void Unpack(Chunk chunk, ref byte[] unpacked, ref byte[] spare)
    {
        Filter[] applied = [.. filters.Where((_, i) => i >= 32 || (chunk.SkippedFilters & (1L << i)) == 0)];
        bool deflated = applied.Contains(Filter.Deflate);
        // Filters before and after the compression keep the length, but for a checksum of four bytes.
        int checksums = 4 * applied.Count(filter => filter == Filter.Fletcher32);
        long start = baseAddress + chunk.Address;
        if (checksums > 4 || applied.Length > 4 || (!deflated && chunk.Length != grid.ChunkBytes + checksums))
        {
            throw new FormatFault("a dataset's chunk has another length than its shape");
        }

        _ = new FileRegion(source, start, chunk.Length);
        if (deflated)
        {
            try
            {
                using ZLibStream stream = new(new RegionStream(source, start, chunk.Length), CompressionMode.Decompress);
                stream.ReadExactly(unpacked);
            }
            catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
            {
                throw new FormatFault("a dataset's chunk is damaged");
            }
        }
        else
        {
            source.Read(start, unpacked);
        }

        if (applied.Contains(Filter.Shuffle))
        {
            int count = unpacked.Length / grid.ElementSize;
            for (int i = 0; i < count; i++)
            {
                for (int b = 0; b < grid.ElementSize; b++)
                {
                    spare[(i * grid.ElementSize) + b] = unpacked[(b * count) + i];
                }
            }

            (unpacked, spare) = (spare, unpacked);
        }
    }
}
