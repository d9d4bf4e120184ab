using ILComicGAN.Kernels.Tiles;

namespace ILComicGAN.Kernels.Convolution;

/// <summary>
/// The picture that a convolution sees of a stored one: every pixel repeated in both directions, then a reflected border.
/// Rows and columns are counted from the first one inside of the border.
/// </summary>
internal struct ViewSizes
{
    /// <summary>1 where there is a view; 0 for the stored picture itself with zeros around it.</summary>
    public int IsPresent;

    /// <summary>With repetition, without the border.</summary>
    public int Height, Width;

    /// <summary>The last row and column of the border.</summary>
    public int LastRow, LastColumn;

    public FastDivisor ByUpsample;

    /// <summary>The stored row behind a row up to <see cref="LastRow"/>.</summary>
    public readonly int Row(int row) => Stored(row, Height);

    /// <summary>The stored column behind a column up to <see cref="LastColumn"/>.</summary>
    public readonly int Column(int column) => Stored(column, Width);

    /// <summary>… 2 1 | 0 1 2 … n−1 | n−2 …: the smaller of the distances from the mirrors at 0 and at 2·(n − 1).</summary>
    private readonly int Stored(int index, int size)
    {
        int distance = Math.Abs(index);
        return ByUpsample.Quotient(Math.Min(distance, (2 * (size - 1)) - distance));
    }
}
