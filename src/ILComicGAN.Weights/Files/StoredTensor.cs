using System.Runtime.InteropServices;

namespace ILComicGAN.Weights.Files;

/// <summary>
/// An array as a strided view of stored bytes: PyTorch's views, NumPy's Fortran order and TensorFlow's HWIO are all
/// one case. Its numbers come out in row-major order, with bounded memory beside the result.
/// </summary>
internal sealed class StoredTensor
{
    /// <summary>Elements read at once where they must be put in another order.</summary>
    private const int Window = 1 << 12;

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

    /// <summary>Nanoseconds that reading takes, some: for bytes that are passed over, and for elements.</summary>
    public long ReadingTime
    {
        get
        {
            long span = 1;
            for (int i = 0; i < Shape.Length; i++)
            {
                span += Math.Max(0, Shape[i] - 1L) * _strides[i];
            }

            long passed = Count == 0 ? 0 : Math.Min(span, (long)Window * Count);
            return (passed * NumberReader.SizeOf(Type) / 2) + (8L * Count) + (6 * UnpackedBytes);
        }
    }

    /// <summary>Bytes that must be unpacked at once; 0 where they are read in place or one after the other.</summary>
    public long UnpackedBytes => Count == 0 ? 0 : _bytes.UnpackedAtOnce;

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

        if (!strides.IsEmpty)
        {
            RequireApart(sizes, steps, count);
        }

        return new StoredTensor(bytes, type, offset, sizes, steps, bigEndian, count);
    }

    /// <summary>
    /// Requires that no stored number is an element twice, but where it is repeated along an axis: then reading in the order of
    /// the strides only ever goes forwards, and takes no longer than the stored bytes are.
    /// </summary>
    private static void RequireApart(int[] shape, long[] strides, int count)
    {
        long inner = 0;
        foreach (int axis in Order(shape, strides).Reverse().Where(axis => count > 0 && strides[axis] > 0))
        {
            if (strides[axis] <= inner)
            {
                throw new FormatFault("an array's elements overlap", "save it as contiguous()");
            }

            inner += (shape[axis] - 1L) * strides[axis];
        }
    }

    /// <summary>The axes that have steps, from the largest stride down; those along which elements repeat come last.</summary>
    private static int[] Order(int[] shape, long[] strides) =>
        [.. Enumerable.Range(0, shape.Length).Where(axis => shape[axis] > 1).OrderByDescending(axis => strides[axis])];

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

        int[] order = Order(Shape, _strides);
        long last = _offset + order.Sum(axis => (Shape[axis] - 1L) * _strides[axis]);
        Gather(new Forward(this, reader, last), order, RowMajor(Shape), _offset, 0, values);
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

    /// <summary>Puts what the axes in <paramref name="order"/> span in its place, in the order of the file.</summary>
    private void Gather(Forward source, ReadOnlySpan<int> order, long[] targets, long from, long to, Span<float> values)
    {
        int axis = order[0];
        (int size, long step, long target) = (Shape[axis], _strides[axis], targets[axis]);
        for (int i = 0; i < size; i++)
        {
            if (order.Length == 1)
            {
                values[(int)to] = source[from];
            }
            else
            {
                Gather(source, order[1..], targets, from, to, values);
            }

            (from, to) = (from + step, to + target);
        }
    }

    /// <summary>Elements that are asked for with growing positions, a window at a time.</summary>
    private sealed class Forward(StoredTensor tensor, IStoredReader reader, long last)
    {
        private readonly float[] _window = new float[(int)Math.Min(Window, last + 1)];
        private long _start;
        private int _filled;

        public float this[long index]
        {
            get
            {
                // Positions that repeat along an axis lie in the window still, or begin it anew.
                if (index < _start || index >= _start + _filled)
                {
                    (_start, _filled) = (index, (int)Math.Min(_window.Length, last + 1 - index));
                    tensor.ReadRun(reader, index, _window.AsSpan(0, _filled));
                }

                return _window[index - _start];
            }
        }
    }
}
