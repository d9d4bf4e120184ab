using System.Runtime.InteropServices;

namespace ILComicGAN.Weights;

/// <summary>
/// An array as a strided view of stored bytes: PyTorch's views, NumPy's Fortran order and TensorFlow's HWIO are all
/// one case. Its numbers come out in row-major order, with bounded memory beside the result.
/// </summary>
internal sealed class StoredTensor
{
    /// <summary>The largest piece read at once when elements must be put in another order.</summary>
    private const long LargestPiece = 4 << 20;

    private const int ConversionPiece = 1 << 16;

    private readonly StoredBytes _bytes;
    private readonly long _offset;
    private readonly long[] _strides;
    private readonly bool _bigEndian;

    private StoredTensor(StoredBytes bytes, WeightType type, long offset, int[] shape, long[] strides, bool bigEndian, int count) =>
        (_bytes, Type, _offset, Shape, _strides, _bigEndian, Count) = (bytes, type, offset, shape, strides, bigEndian, count);

    /// <summary>How the numbers are stored.</summary>
    public WeightType Type { get; }

    /// <summary>Sizes, outermost first.</summary>
    public int[] Shape { get; }

    /// <summary>Elements.</summary>
    public int Count { get; }

    /// <summary>A view, checked against the bytes that it views.</summary>
    /// <param name="bytes">The stored bytes.</param>
    /// <param name="type">Of its numbers.</param>
    /// <param name="shape">Sizes.</param>
    /// <param name="offset">First element.</param>
    /// <param name="strides">Elements from one index to the next, per axis; row-major if null.</param>
    /// <param name="bigEndian">Whether numbers begin with their highest byte.</param>
    /// <exception cref="FormatFault">Sizes are negative or overflow, or the view reaches beyond the bytes.</exception>
    public static StoredTensor View(
        StoredBytes bytes, WeightType type, ReadOnlySpan<long> shape, long offset = 0, ReadOnlySpan<long> strides = default, bool bigEndian = false)
    {
        if (shape.Length > 32)
        {
            throw new FormatFault($"an array has {shape.Length} axes");
        }

        int[] sizes = new int[shape.Length];
        for (int i = 0; i < sizes.Length; i++)
        {
            sizes[i] = shape[i] switch
            {
                < 0 => throw new FormatFault("an array has a negative size"),
                > int.MaxValue => throw new FormatFault("an array has too many elements"),
                _ => (int)shape[i],
            };
        }

        int count = CountOf(sizes);
        long[] steps = strides.IsEmpty ? RowMajor(sizes) : strides.ToArray();
        long last = offset;
        for (int i = 0; count > 0 && i < sizes.Length; i++)
        {
            // Both factors are below 2³¹ and there are at most 32 terms: no overflow.
            last += steps[i] is >= 0 and <= int.MaxValue
                ? (sizes[i] - 1L) * steps[i]
                : throw new FormatFault("an array steps backwards or beyond its data");
        }

        long stored = bytes.Length / NumberReader.SizeOf(type);
        if (offset < 0 || (count > 0 && (offset >= stored || last >= stored)))
        {
            throw new FormatFault("an array reaches beyond its data");
        }

        return new StoredTensor(bytes, type, offset, sizes, steps, bigEndian, count);
    }

    /// <summary>The number of elements of a shape.</summary>
    /// <exception cref="FormatFault">More than an array can have.</exception>
    public static int CountOf(ReadOnlySpan<int> shape)
    {
        long count = 1;
        bool empty = false;
        foreach (int size in shape)
        {
            empty |= size == 0;
            count = size == 0 ? count : count * size;
            if (count > Array.MaxLength)
            {
                throw new FormatFault("an array has too many elements");
            }
        }

        return empty ? 0 : (int)count;
    }

    /// <summary>The strides of column-major order.</summary>
    public static long[] ColumnMajor(ReadOnlySpan<long> shape)
    {
        long[] strides = new long[shape.Length];
        long step = 1;
        for (int i = 0; i < strides.Length; i++)
        {
            strides[i] = step;
            step = unchecked(step * Math.Max(1, shape[i]));
        }

        return strides;
    }

    /// <summary>The same numbers with axis <c>axes[i]</c> in place i.</summary>
    public StoredTensor Permute(ReadOnlySpan<int> axes)
    {
        int[] shape = new int[axes.Length];
        long[] strides = new long[axes.Length];
        for (int i = 0; i < axes.Length; i++)
        {
            (shape[i], strides[i]) = (Shape[axes[i]], _strides[axes[i]]);
        }

        return new StoredTensor(_bytes, Type, _offset, shape, strides, _bigEndian, Count);
    }

    /// <summary>Reads all elements in row-major order.</summary>
    /// <exception cref="FormatFault">The data is damaged.</exception>
    public void Read(Span<float> values)
    {
        using IStoredReader reader = _bytes.Open();
        if (IsRowMajor())
        {
            ReadRun(reader, _offset, values);
            return;
        }

        // Axes from the largest stride down: the file is then read forwards.
        int[] order = [.. Enumerable.Range(0, Shape.Length).Where(axis => Shape[axis] > 1).OrderByDescending(axis => _strides[axis])];
        long[] targets = RowMajor(Shape);
        Gather(reader, order, targets, _offset, 0, values);
    }

    private static long[] RowMajor(int[] shape)
    {
        long[] strides = new long[shape.Length];
        long step = 1;
        for (int i = shape.Length - 1; i >= 0; i--)
        {
            strides[i] = step;
            step *= Math.Max(1, shape[i]);
        }

        return strides;
    }

    private bool IsRowMajor()
    {
        long step = 1;
        for (int i = Shape.Length - 1; i >= 0; i--)
        {
            if (Shape[i] > 1 && _strides[i] != step)
            {
                return Count == 0;
            }

            step *= Shape[i];
        }

        return true;
    }

    private void ReadRun(IStoredReader reader, long first, Span<float> values)
    {
        int size = NumberReader.SizeOf(Type);
        if (Type == WeightType.Float32)
        {
            for (int done = 0; done < values.Length;)
            {
                Span<byte> bytes = MemoryMarshal.AsBytes(values.Slice(done, Math.Min(values.Length - done, 1 << 24)));
                reader.Read((first + done) * size, bytes);
                NumberReader.Normalize(bytes, Type, _bigEndian);
                done += bytes.Length / size;
            }

            return;
        }

        byte[] piece = new byte[size * Math.Min(values.Length, ConversionPiece)];
        while (values.Length > 0)
        {
            int count = Math.Min(values.Length, ConversionPiece);
            Span<byte> bytes = piece.AsSpan(0, count * size);
            reader.Read(first * size, bytes);
            NumberReader.Normalize(bytes, Type, _bigEndian);
            NumberReader.Convert(bytes, Type, values[..count]);
            values = values[count..];
            first += count;
        }
    }

    /// <summary>
    /// Reads what the axes in <paramref name="order"/> span in one piece where it is small and dense enough, and
    /// otherwise index by index along the first of them.
    /// </summary>
    private void Gather(IStoredReader reader, ReadOnlySpan<int> order, long[] targets, long source, long target, Span<float> values)
    {
        long span = 1;
        long count = 1;
        foreach (int axis in order)
        {
            span += (Shape[axis] - 1L) * _strides[axis];
            count *= Shape[axis];
        }

        if (order.IsEmpty || (span <= LargestPiece && span / 64 <= count))
        {
            float[] piece = new float[span];
            ReadRun(reader, source, piece);
            Scatter(piece, order, targets, 0, target, values);
            return;
        }

        for (int i = 0; i < Shape[order[0]]; i++)
        {
            Gather(reader, order[1..], targets, source + (i * _strides[order[0]]), target + (i * targets[order[0]]), values);
        }
    }

    private void Scatter(float[] piece, ReadOnlySpan<int> order, long[] targets, long source, long target, Span<float> values)
    {
        if (order.IsEmpty)
        {
            values[(int)target] = piece[source];
            return;
        }

        int axis = order[0];
        (int size, long from, long to) = (Shape[axis], _strides[axis], targets[axis]);
        if (order.Length == 1)
        {
            for (int i = 0; i < size; i++)
            {
                values[(int)(target + (i * to))] = piece[source + (i * from)];
            }

            return;
        }

        for (int i = 0; i < size; i++)
        {
            Scatter(piece, order[1..], targets, source + (i * from), target + (i * to), values);
        }
    }
}
