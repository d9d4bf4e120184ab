using ILComicGAN.Kernels.Tiles;
using ILGPU;

namespace ILComicGAN.Kernels.Convolution;

/// <summary>
/// Lays a convolution's weight out as <see cref="PackedOperand{TExtent}"/> reads it: [row tiles, taps·channels, width], zero
/// where either is rounded up. A few hundred kilobytes, against hundreds of megabytes for the pixels' columns.
/// </summary>
/// <remarks>Memory-bound; a transposition through <see cref="WeightTile"/>, so that reads and writes are whole sectors.</remarks>
internal static class PackWeightsKernel
{
    /// <summary>
    /// Grid: (tiles of channels and one more for what is rounded up, tiles of rows, tiles of taps); group: the tile's threads.
    /// </summary>
    public static void Run(ArrayView<float> w, ArrayView<float> packed, WeightSizes s)
    {
        ArrayView<float> tile = SharedMemory.Allocate<float>(WeightTile.Words);
        int row = Grid.IdxY * WeightTile.Rows;
        int channel = Grid.IdxX * WeightTile.Channels;
        int firstTap = Grid.IdxZ * WeightTile.MostTaps;
        int taps = Math.Min(WeightTile.MostTaps, (s.TapRows * s.TapColumns) - firstTap);
        int rowTile = row / s.Width;
        ArrayView<float> lines = packed.SubView(((long)rowTile * s.Tiles * Tile.Depth * s.Width) + row - (rowTile * s.Width));
        if (channel >= s.Channels)
        {
            int spare = firstTap == 0 ? (s.Tiles * Tile.Depth) - s.Depth : 0;
            for (int i = Group.IdxX; i < spare * WeightTile.Rows; i += WeightTile.Threads)
            {
                lines[((long)(s.Depth + (i / WeightTile.Rows)) * s.Width) + (i & (WeightTile.Rows - 1))] = 0f;
            }

            return;
        }

        WeightTile.Load(tile, w, s, row, channel, firstTap, taps);
        for (int i = Group.IdxX; i < WeightTile.Threads * taps; i += WeightTile.Threads)
        {
            int line = i / WeightTile.Rows;
            int own = line / taps;
            int tap = line - (own * taps);
            if (channel + own < s.Channels)
            {
                lines[((long)(((firstTap + tap) * s.Channels) + channel + own) * s.Width) + (i & (WeightTile.Rows - 1))] =
                    tile[WeightTile.At(taps, own, tap, i & (WeightTile.Rows - 1))];
            }
        }
    }
}
