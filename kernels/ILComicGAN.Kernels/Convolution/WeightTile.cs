using ILGPU;

namespace ILComicGAN.Kernels.Convolution;

/// <summary>
/// Some rows and channels of a convolution's weight, read in the order in which they lie in global memory and kept in
/// shared memory, from where they are taken in any other order. A group of <see cref="Threads"/> threads has one.
/// </summary>
internal static class WeightTile
{
    /// <summary>A sector of global memory holds eight floats: sixteen rows or eight channels are whole ones.</summary>
    public const int Rows = 16, Channels = 8, Threads = Rows * Channels;

    /// <summary>Of one tile; a larger kernel has several.</summary>
    public const int MostTaps = 9;

    /// <summary>Of shared memory.</summary>
    public const int Words = Channels * MostTaps * Pitch;

    /// <summary>From (channel, tap) to the next one.</summary>
    private const int Pitch = Rows + 1;

    /// <summary>Where a tap of a channel and a row lies.</summary>
    public static int At(int taps, int channel, int tap, int row) => (((channel * taps) + tap) * Pitch) + row;

    /// <summary>All threads of the group must call this; zero beyond the borders.</summary>
    /// <param name="tile">In shared memory, <see cref="Words"/> long.</param>
    /// <param name="w">The weight.</param>
    /// <param name="s">Of the weight.</param>
    /// <param name="firstRow">Of this tile.</param>
    /// <param name="firstChannel">Of this tile.</param>
    /// <param name="firstTap">Of this tile.</param>
    /// <param name="taps">Of this tile.</param>
    public static void Load(ArrayView<float> tile, ArrayView<float> w, WeightSizes s, int firstRow, int firstChannel, int firstTap, int taps)
    {
        // Taps lie beside each other, and what comes next is a row in an input gradient and a channel otherwise.
        bool rowsFollow = s.RowStride < s.ChannelStride;
        for (int i = Group.IdxX; i < Threads * taps; i += Threads)
        {
            int pair = i / taps;
            int tap = i - (pair * taps);
            int row = rowsFollow ? pair & (Rows - 1) : pair / Channels;
            int channel = rowsFollow ? pair / Rows : pair & (Channels - 1);
            int tapRow = (firstTap + tap) / s.TapColumns;
            int tapColumn = firstTap + tap - (tapRow * s.TapColumns);
            bool inside = firstRow + row < s.Rows && firstChannel + channel < s.Channels;
            long at = ((long)(firstRow + row) * s.RowStride) + ((long)(firstChannel + channel) * s.ChannelStride)
                + ((s.FirstTapRow + (tapRow * s.TapStep)) * s.KernelWidth) + s.FirstTapColumn + (tapColumn * s.TapStep);
            tile[At(taps, channel, tap, row)] = inside ? w[inside ? at : 0L] : 0f;
        }

        Group.Barrier();
    }
}
