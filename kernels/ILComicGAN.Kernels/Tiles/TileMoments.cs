using ILComicGAN.Kernels.Normalization;
using ILGPU;

namespace ILComicGAN.Kernels.Tiles;

/// <summary>
/// Moments of a group's part of C by rows, taken of what was stored: each thread's own in the shared memory that the two
/// tiles no longer need, then merged in a fixed order, so that runs repeat bit for bit.
/// </summary>
/// <param name="means">[slot, row], a slot for each set of columns that one thread has.</param>
/// <param name="squares">Sums of squared deviations, likewise.</param>
/// <param name="pitch">From slot to slot.</param>
/// <param name="firstRow">Of the group.</param>
/// <param name="left">Columns from the group's first one to the last that exists.</param>
internal readonly struct TileMoments(ArrayView<float> means, ArrayView<float> squares, int pitch, int firstRow, int left)
{
    /// <summary>The most slots that a row may have: the tiles are that deep.</summary>
    public const int MostSlots = Tile.Depth;

    private readonly ArrayView<float> _means = means;
    private readonly ArrayView<float> _squares = squares;
    private readonly int _pitch = pitch;
    private readonly int _firstRow = firstRow;
    private readonly int _left = left;

    /// <summary>How many of the four columns from the group's <paramref name="column"/> on exist.</summary>
    public int Existing(int column) => Math.Max(Math.Min(_left - column, 4), 0);

    /// <summary>The moments of four columns, of which the first <paramref name="count"/> exist.</summary>
    public static Moments Of(Float4 values, int count)
    {
        float y = count > 1 ? values.Y : values.X;
        float z = count > 2 ? values.Z : values.X;
        float w = count > 3 ? values.W : values.X;
        // Of distances from the first: those of what does not exist are 0.
        float sum = (y - values.X) + (z - values.X) + (w - values.X);
        float mean = count > 0 ? sum / count : 0f;
        float x0 = mean;
        float y0 = count > 1 ? y - values.X - mean : 0f;
        float z0 = count > 2 ? z - values.X - mean : 0f;
        float w0 = count > 3 ? w - values.X - mean : 0f;
        Moments moments = default;
        if (count > 0)
        {
            moments.Count = count;
            moments.Mean = values.X + mean;
            moments.Squares = (x0 * x0) + (y0 * y0) + (z0 * z0) + (w0 * w0);
        }

        return moments;
    }

    /// <summary>Keeps a thread's moments of a row of C.</summary>
    public void Put(int slot, int row, Moments own)
    {
        int at = (slot * _pitch) + row - _firstRow;
        _means[at] = own.Mean;
        _squares[at] = own.Squares;
    }

    /// <summary>All slots of a row.</summary>
    public Moments Merged<TCore>(int row)
        where TCore : struct, IProductCore
    {
        Moments all = default;
        for (int slot = 0; slot < default(TCore).Slots; slot++)
        {
            int at = (slot * _pitch) + row - _firstRow;
            Moments part = new() { Count = default(TCore).ColumnsOf(slot, this), Mean = _means[at], Squares = _squares[at] };
            all = Moments.Merge(all, part);
        }

        return all;
    }
}
