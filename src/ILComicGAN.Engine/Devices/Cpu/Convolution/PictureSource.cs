using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices.Cpu.Normalization;
using ILComicGAN.Engine.Devices.Cpu.Simd;
using ILComicGAN.Engine.Elementwise;

namespace ILComicGAN.Engine.Devices.Cpu.Convolution;

/// <summary>
/// The picture that a convolution reads, as if its border and its enlargement were stored: row and column of it are
/// looked up in two short tables, so that neither takes memory or a pass of its own.
/// </summary>
internal readonly unsafe struct PictureSource
{
    private readonly int[] _rows;
    private readonly int[] _columns;
    private readonly long _plane;
    private readonly int _width;
    private readonly int _contiguousFrom;
    private readonly int _contiguousTo;
    private readonly PendingPlanes _pending;

    /// <summary>Stands for rows and columns [first, first + count) of a picture with zeros around it.</summary>
    /// <param name="height">H.</param>
    /// <param name="width">W.</param>
    /// <param name="firstRow">The picture's row that is row 0 here; negative for zeros above.</param>
    /// <param name="rows">Rows here.</param>
    /// <param name="firstColumn">The picture's column that is column 0 here.</param>
    /// <param name="columns">Columns here.</param>
    public PictureSource(int height, int width, int firstRow, int rows, int firstColumn, int columns)
        : this(height, width, Range(firstRow, rows, height), Range(firstColumn, columns, width))
    {
    }

    private PictureSource(int height, int width, int[] rows, int[] columns)
    {
        (_rows, _columns, _plane, _width) = (rows, columns, (long)height * width, width);
        // The longest run of neighbors that contains the middle: all but the border, unless the picture is enlarged.
        int from = columns.Length / 2;
        int to = from;
        while (to < columns.Length && columns[to] >= 0 && (to == from || columns[to] == columns[to - 1] + 1))
        {
            to++;
        }

        while (from > 0 && to > from && columns[from - 1] >= 0 && columns[from - 1] == columns[from] - 1)
        {
            from--;
        }

        (_contiguousFrom, _contiguousTo) = (from, to);
    }

    private PictureSource(in PictureSource source, in PendingPlanes pending)
    {
        this = source;
        _pending = pending;
    }

    /// <summary>What a convolution reads: its input with the zeros around it.</summary>
    public static PictureSource Padded(in Conv2dShape s) => new(
        s.InHeight, s.InWidth, -s.Padding, s.InHeight + (2 * s.Padding), -s.Padding, s.InWidth + (2 * s.Padding));

    /// <summary>
    /// What the adjoint of a stride-1 convolution reads, itself one with the kernel turned by 180°: the gradient of the
    /// output with so many zeros around it that the result has the input's size.
    /// </summary>
    public static PictureSource Adjoint(in Conv2dShape s) => new(
        s.OutHeight,
        s.OutWidth,
        s.Padding - s.KernelHeight + 1,
        s.InHeight + s.KernelHeight - 1,
        s.Padding - s.KernelWidth + 1,
        s.InWidth + s.KernelWidth - 1);

    /// <summary>Stands for a picture enlarged by <paramref name="view"/> and reflected at its border.</summary>
    public static PictureSource Of(in InputView view) => new(
        view.Height,
        view.Width,
        Reflected(view.Height, view.Upsample, view.Top, view.Bottom),
        Reflected(view.Width, view.Upsample, view.Left, view.Right))
    {
        IsDoubled = view is { Upsample: 2, Top: 1, Bottom: 1, Left: 1, Right: 1 },
    };

    /// <summary>Whether the picture is enlarged to twice its size and has a border of one pixel.</summary>
    public bool IsDoubled { get; private init; }

    /// <summary>
    /// The picture as stored, with one more row and column on each side, where <see cref="IsDoubled"/>: the nearest
    /// enlargement makes the reflected border a repetition of the stored one.
    /// </summary>
    public PictureSource Stored
    {
        get
        {
            int height = (int)(_plane / _width);
            PictureSource stored = new(height, _width, Repeated(height), Repeated(_width));
            return IsNormalized ? stored.Normalized(_pending) : stored;
        }
    }

    /// <summary>
    /// The same picture with a normalization that its readers have to apply, to what exists of it: by the form of Read that
    /// takes one, or themselves where they use stored elements. There must be no zeros around the picture.
    /// </summary>
    public PictureSource Normalized(in PendingPlanes pending) => new(this, pending);

    /// <summary>Elements of one channel as stored.</summary>
    public long Plane => _plane;

    /// <summary>Whether readers have a normalization to apply.</summary>
    public bool IsNormalized => !_pending.IsNone;

    /// <summary>What readers of plane n·C + c apply, where <see cref="IsNormalized"/>; of no meaning elsewhere.</summary>
    public PlaneNormalization Normalization(long plane) => _pending.IsNone ? default : _pending[plane];

    /// <summary>The stored row behind row <paramref name="row"/> of <paramref name="plane"/>; null where it is zeros or beyond.</summary>
    public float* Line(float* plane, int row) =>
        (uint)row < (uint)_rows.Length && _rows[row] >= 0 ? plane + ((long)_rows[row] * _width) : null;

    /// <summary>Where columns [from, from + count) of a row lie within a plane, if side by side; −1 otherwise.</summary>
    public long Adjacent(int row, int from, int count) =>
        (uint)row < (uint)_rows.Length && _rows[row] >= 0 && from >= _contiguousFrom && from + count <= _contiguousTo
            ? ((long)_rows[row] * _width) + _columns[from]
            : -1;

    /// <summary>
    /// Columns of a row of <paramref name="plane"/>. Beyond the last row and column are those again, since tiles reach
    /// beyond: a normalization that is applied to all of it makes of them what it would make before.
    /// </summary>
    public void ReadRepeating<TSimd, TVector>(float* plane, int row, int from, int count, float* target)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        Read<TSimd, TVector>(Line(plane, Math.Min(row, _rows.Length - 1)), from, count, 1, target);
        int existing = Math.Clamp(_columns.Length - from, 1, count);
        new Span<float>(target + existing, count - existing).Fill(target[existing - 1]);
    }

    /// <summary>target[i] = column <paramref name="from"/> + i·<paramref name="stride"/>; zeros beyond the last.</summary>
    public void Read<TSimd, TVector>(float* line, int from, int count, int stride, float* target)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        if (line is null)
        {
            new Span<float>(target, count).Clear();
            return;
        }

        int i = 0;
        if (stride <= 2)
        {
            i = ReadEach(line, from, 0, Math.Clamp((_contiguousFrom - from + stride - 1) / stride, 0, count), stride, target);
            int inside = Math.Clamp((_contiguousTo - from + stride - 1) / stride, i, count);
            if (inside > i)
            {
                ReadNeighbors<TSimd, TVector>(line + _columns[from + (i * stride)], inside - i, stride, target + i);
                i = inside;
            }
        }

        ReadEach(line, from, i, count, stride, target);
    }

    /// <summary>The same with the normalization of the line's plane, where there is one; beyond the last are zeros still.</summary>
    public void Read<TSimd, TVector>(
        float* line, int from, int count, int stride, in PlaneNormalization normalization, float* target)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        Read<TSimd, TVector>(line, from, count, stride, target);
        if (IsNormalized && line is not null)
        {
            int existing = Math.Clamp((_columns.Length - from + stride - 1) / stride, 0, count);
            normalization.Run<TSimd, TVector>(target, null, target, existing);
        }
    }

    /// <summary>target[i] = source[i·stride], without a look behind the last.</summary>
    private static void ReadNeighbors<TSimd, TVector>(float* source, int count, int stride, float* target)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        if (stride == 1)
        {
            VectorCopy<TSimd, TVector>.Copy(source, count, target);
            return;
        }

        int i = 0;
        // The last of a pair of vectors is one beyond what is asked for.
        for (; i < count - TSimd.Count; i += TSimd.Count)
        {
            float* pair = source + (2 * i);
            TSimd.Store(TSimd.Evens(TSimd.Load(pair), TSimd.Load(pair + TSimd.Count)), target + i);
        }

        for (; i < count; i++)
        {
            target[i] = source[i * stride];
        }
    }

    private int ReadEach(float* line, int from, int i, int end, int stride, float* target)
    {
        int[] columns = _columns;
        for (; i < end; i++)
        {
            int at = from + (i * stride);
            int column = (uint)at < (uint)columns.Length ? columns[at] : -1;
            target[i] = column >= 0 ? line[column] : 0;
        }

        return i;
    }

    private static int[] Range(int first, int count, int size)
    {
        int[] table = new int[count];
        for (int i = 0; i < count; i++)
        {
            table[i] = (uint)(first + i) < (uint)size ? first + i : -1;
        }

        return table;
    }

    private static int[] Repeated(int size)
    {
        int[] table = new int[size + 2];
        for (int i = 0; i < table.Length; i++)
        {
            table[i] = Math.Clamp(i - 1, 0, size - 1);
        }

        return table;
    }

    private static int[] Reflected(int size, int enlarge, int before, int after)
    {
        int enlarged = size * enlarge;
        int[] table = new int[before + enlarged + after];
        for (int i = 0; i < table.Length; i++)
        {
            int inside = Math.Abs(i - before);
            table[i] = (inside < enlarged ? inside : (2 * (enlarged - 1)) - inside) / enlarge;
        }

        return table;
    }
}
