using System.Runtime.CompilerServices;

namespace ILComicGAN.Engine.Devices.Cpu;

/// <summary>
/// What one vector of tiles reads of its picture: the same few rows and columns of each tile, for one channel after the other.
/// Where a row lies is looked up once for all channels.
/// </summary>
/// <param name="x">[N, C, …] as <paramref name="source"/> says.</param>
/// <param name="channels">C.</param>
/// <param name="source">The picture with its border.</param>
/// <param name="offsets">Room for the rows of all tiles.</param>
/// <param name="rows">Rows of a tile.</param>
/// <param name="columns">Columns of a tile, 6 or a multiple.</param>
internal readonly unsafe struct TilePatches(float* x, int channels, PictureSource source, long* offsets, int rows, int columns)
{
    private const int Step = 6;

    /// <summary>Looks the tiles up, whose first row and column is <paramref name="scale"/> times that of their places.</summary>
    public void Locate(ReadOnlySpan<TileGrid.Place> places, int scale)
    {
        for (int row = 0; row < rows; row++)
        {
            for (int lane = 0; lane < places.Length; lane++)
            {
                TileGrid.Place at = places[lane];
                long inside = source.Neighbours((scale * at.Row) + row, scale * at.Column, columns);
                offsets[(row * places.Length) + lane] = inside < 0 ? -1 : (at.Picture * channels * source.Plane) + inside;
            }
        }
    }

    /// <summary>Row <paramref name="row"/> of all tiles in one channel: that of tile i goes to target + i·<paramref name="stride"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Read(ReadOnlySpan<TileGrid.Place> places, int scale, int channel, int row, float* target, int stride)
    {
        float* plane = x + (channel * source.Plane);
        for (int lane = 0; lane < places.Length; lane++, target += stride)
        {
            long offset = offsets[(row * places.Length) + lane];
            if (offset >= 0)
            {
                // By a size that the compiler knows: a call for each of these few bytes would cost more than they do.
                for (int column = 0; column < columns; column += Step)
                {
                    Unsafe.CopyBlockUnaligned(target + column, plane + offset + column, Step * sizeof(float));
                }
            }
            else
            {
                TileGrid.Place at = places[lane];
                source.ReadShort(
                    plane + (at.Picture * channels * source.Plane), (scale * at.Row) + row, scale * at.Column, columns, target);
            }
        }
    }
}
