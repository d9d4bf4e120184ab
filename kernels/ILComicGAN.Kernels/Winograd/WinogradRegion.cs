using ILComicGAN.Kernels.Tiles;

namespace ILComicGAN.Kernels.Winograd;

/// <summary>
/// The pixels that a group stages in shared memory: those of <see cref="Threads"/> tiles, as wide as the picture has tiles
/// for. Pixels that are four apart lie beside each other, [row][column mod 4][column div 4], since a thread's window begins
/// four pixels after its neighbor's.
/// </summary>
internal readonly struct WinogradRegion
{
    /// <summary>One for each tile.</summary>
    public const int Threads = 128;

    /// <summary>Of shared memory, for the largest.</summary>
    public const int Words = 34 * 100;

    /// <summary>Tiles across, as a power of two.</summary>
    private readonly int _log;

    /// <summary>Words from one to the next, so that lanes meet different banks.</summary>
    private readonly int _rowPitch, _quarterPitch;

    private readonly FastDivisor _byColumns;

    /// <param name="tileColumns">Of the picture.</param>
    public WinogradRegion(int tileColumns)
    {
        _log = tileColumns > 16 ? 5 : tileColumns > 8 ? 4 : 3;
        // Quarters are eight or 24 banks apart for the stores and rows four, eight or sixteen for the reads of 2 or 4 tile rows.
        (_quarterPitch, _rowPitch) = _log switch { 5 => (40, 160), 4 => (24, 100), _ => (9, 42) };
        _byColumns = new FastDivisor(Columns);
    }

    public int TileColumns => 1 << _log;

    public int TileRows => Threads >> _log;

    /// <summary>Pixels, the border of two included.</summary>
    public int Columns => (4 * TileColumns) + 2;

    public int Rows => (4 * TileRows) + 2;

    /// <summary>Row and column of a tile by its thread.</summary>
    public int TileRow(int thread) => thread >> _log;

    public int TileColumn(int thread) => thread & (TileColumns - 1);

    public int RowOf(int pixel) => _byColumns.Quotient(pixel);

    public int ColumnOf(int pixel, int row) => _byColumns.Remainder(pixel, row);

    /// <summary>Where a pixel lies.</summary>
    public int At(int row, int column) => (row * _rowPitch) + ((column & 3) * _quarterPitch) + (column >> 2);
}
