namespace ILComicGAN.Engine.Devices.Cpu.Convolution;

/// <summary>The square tiles of all pictures of a batch, numbered through by pictures, rows and columns.</summary>
/// <param name="Batch">Pictures.</param>
/// <param name="Down">Tiles in a column.</param>
/// <param name="Across">Tiles in a row.</param>
/// <param name="Side">Rows and columns from one tile to the next.</param>
internal readonly record struct TileGrid(int Batch, int Down, int Across, int Side)
{
    /// <summary>Tiles of all pictures.</summary>
    public int Count => Batch * Down * Across;

    /// <summary>The grid that covers [height, width].</summary>
    public static TileGrid Covering(int batch, int height, int width, int side) =>
        new(batch, (height + side - 1) / side, (width + side - 1) / side, side);

    /// <summary>The runs of neighbors among as many tiles from <paramref name="tile"/> on as there is room for.</summary>
    /// <returns>How many runs there are; the tiles may end before the room does.</returns>
    public int Runs(int tile, Span<TileRun> runs)
    {
        int found = 0;
        for (int lane = 0; lane < runs.Length && tile + lane < Count; found++)
        {
            (int picture, int inside) = Math.DivRem(tile + lane, Down * Across);
            (int down, int across) = Math.DivRem(inside, Across);
            int count = Math.Min(runs.Length - lane, Across - across);
            runs[found] = new TileRun(lane, count, new Place(picture, down * Side, across * Side));
            lane += count;
        }

        return found;
    }

    /// <summary>The first row and column of a tile.</summary>
    public readonly record struct Place(int Picture, int Row, int Column);
}
