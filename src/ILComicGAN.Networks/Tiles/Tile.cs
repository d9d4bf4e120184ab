namespace ILComicGAN.Networks.Tiles;

/// <summary>A part of a picture that is computed by itself.</summary>
/// <param name="Inner">What is wanted of it. The inner parts of all tiles cover the picture without overlap.</param>
/// <param name="Outer">What is computed: more by the halo, whose values are wrong, but not beyond the picture.</param>
public readonly record struct Tile(Area Inner, Area Outer)
{
    /// <summary>The tiles of a picture, row by row. All numbers are multiples of <paramref name="multiple"/>.</summary>
    /// <param name="width">Of the picture, a multiple.</param>
    /// <param name="height">Of the picture, a multiple.</param>
    /// <param name="side">The longest side of an inner part, a multiple.</param>
    /// <param name="halo">By how much is computed more on each side, a multiple.</param>
    /// <param name="multiple">What all sizes divide by.</param>
    public static IReadOnlyList<Tile> Cover(int width, int height, int side, int halo, int multiple)
    {
        int[] columns = Divide(width, side, multiple), rows = Divide(height, side, multiple);
        List<Tile> tiles = [];
        for (int y = 0; y + 1 < rows.Length; y++)
        {
            for (int x = 0; x + 1 < columns.Length; x++)
            {
                Area inner = new(columns[x], rows[y], columns[x + 1] - columns[x], rows[y + 1] - rows[y]);
                int left = Math.Max(0, inner.Left - halo), top = Math.Max(0, inner.Top - halo);
                Area outer = new(left, top, Math.Min(width, inner.Right + halo) - left, Math.Min(height, inner.Bottom + halo) - top);
                tiles.Add(new Tile(inner, outer));
            }
        }

        return tiles;
    }

    /// <summary>Where parts of about the same length begin and end; none is much shorter than the others.</summary>
    private static int[] Divide(int length, int longest, int multiple)
    {
        long units = length / multiple;
        int parts = (length + longest - 1) / longest;
        return [.. Enumerable.Range(0, parts + 1).Select(i => (int)(units * i / parts) * multiple)];
    }
}
