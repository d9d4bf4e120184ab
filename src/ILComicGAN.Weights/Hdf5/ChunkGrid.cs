using ILComicGAN.Weights.Files;

namespace ILComicGAN.Weights.Hdf5;

/// <summary>How a dataset is cut into chunks; those at its edges are stored whole.</summary>
internal sealed class ChunkGrid
{
    private readonly long[] _counts;
    private readonly long _count;

    /// <param name="shape">Of the dataset; not empty.</param>
    /// <param name="chunk">Of a chunk, and after it the bytes of an element.</param>
    /// <param name="elementSize">Bytes of an element.</param>
    /// <param name="largest">The most bytes that all chunks may have.</param>
    /// <exception cref="FormatFault">They have more.</exception>
    public ChunkGrid(long[] shape, long[] chunk, int elementSize, long largest)
    {
        (Shape, Chunk, ElementSize) = (shape, chunk[..^1], elementSize);
        _counts = new long[shape.Length];
        (double chunkBytes, double count) = (elementSize, 1);
        for (int i = 0; i < shape.Length; i++)
        {
            _counts[i] = ((shape[i] - 1) / chunk[i]) + 1;
            count *= _counts[i];
            chunkBytes *= chunk[i];
        }

        if (chunkBytes * count > Math.Min(largest, Array.MaxLength))
        {
            throw new FormatFault("a dataset would unpack to far more than weights do", "do not trust it");
        }

        (ChunkBytes, _count, UnpackedBytes) = ((int)chunkBytes, (long)count, (long)(chunkBytes * count));
    }

    public long[] Shape { get; }

    public long[] Chunk { get; }

    public int ElementSize { get; }

    /// <summary>Bytes of one chunk, unpacked.</summary>
    public int ChunkBytes { get; }

    /// <summary>Bytes of all chunks, unpacked, edges included.</summary>
    public long UnpackedBytes { get; }

    /// <summary>Bytes of the dataset.</summary>
    public int Bytes => (int)Shape.Aggregate((long)ElementSize, (bytes, side) => bytes * side);

    /// <exception cref="FormatFault">A chunk is missing, comes twice or does not belong.</exception>
    public void RequireComplete(List<Chunk> chunks)
    {
        HashSet<long> places = [];
        foreach (Chunk chunk in chunks)
        {
            long place = 0;
            for (int i = 0; i < Shape.Length; i++)
            {
                long at = chunk.Offset[i] / Chunk[i];
                if (chunk.Offset[i] % Chunk[i] != 0 || at >= _counts[i])
                {
                    throw new FormatFault("a dataset's chunk is not within it");
                }

                place = (place * _counts[i]) + at;
            }

            if (!places.Add(place))
            {
                throw new FormatFault("a dataset's chunk comes twice");
            }
        }

        if (places.Count != _count)
        {
            throw new FormatFault("a dataset was never written as a whole", "save it again");
        }
    }

    /// <summary>Puts a chunk's bytes where they belong in the dataset's.</summary>
    public void Place(ReadOnlySpan<byte> chunk, long[] offset, Span<byte> target) => Place(chunk, offset, target, 0, 0, 0);

    private void Place(ReadOnlySpan<byte> chunk, long[] offset, Span<byte> target, int axis, long from, long to)
    {
        if (axis == Shape.Length)
        {
            chunk.Slice((int)(from * ElementSize), ElementSize).CopyTo(target[(int)(to * ElementSize)..]);
            return;
        }

        int count = (int)Math.Min(Chunk[axis], Shape[axis] - offset[axis]);
        if (axis == Shape.Length - 1)
        {
            long first = (to * Shape[axis]) + offset[axis];
            chunk.Slice((int)(from * Chunk[axis] * ElementSize), count * ElementSize).CopyTo(target[(int)(first * ElementSize)..]);
            return;
        }

        for (int i = 0; i < count; i++)
        {
            Place(chunk, offset, target, axis + 1, (from * Chunk[axis]) + i, (to * Shape[axis]) + offset[axis] + i);
        }
    }
}
