using ILComicGAN.Kernels.Convolution;
using ILGPU;

namespace ILComicGAN.Kernels.Winograd;

/// <summary>
/// U = GgGᵀ for each pair of a row and a summed channel, laid out [36, rows, channels]; turned over and with its channels
/// exchanged for an input gradient.
/// </summary>
/// <remarks>Memory-bound; taps come through <see cref="WeightTile"/>, since neighbors' lie nine apart.</remarks>
internal static class WinogradWeightKernel
{
    /// <summary>Grid: (tiles of channels, tiles of rows); group: the tile's threads.</summary>
    public static void Run(ArrayView<float> w, ArrayView<float> transformed, WeightSizes s)
    {
        ArrayView<float> tile = SharedMemory.Allocate<float>(WeightTile.Words);
        WeightTile.Load(tile, w, s, Grid.IdxY * WeightTile.Rows, Grid.IdxX * WeightTile.Channels, 0, 9);
        int ownChannel = Group.IdxX & (WeightTile.Channels - 1);
        int ownRow = Group.IdxX / WeightTile.Channels;
        int channel = (Grid.IdxX * WeightTile.Channels) + ownChannel;
        int row = (Grid.IdxY * WeightTile.Rows) + ownRow;
        if (row >= s.Rows || channel >= s.Channels)
        {
            return;
        }

        Six r0 = Line(tile, ownChannel, ownRow, 0);
        Six r1 = Line(tile, ownChannel, ownRow, 3);
        Six r2 = Line(tile, ownChannel, ownRow, 6);
        long plane = (long)s.Rows * s.Channels;
        ArrayView<float> u = transformed.SubView(((long)row * s.Channels) + channel);
        Six.Weight(r0.A, r1.A, r2.A).Store(u, plane, 0);
        Six.Weight(r0.B, r1.B, r2.B).Store(u, plane, 1);
        Six.Weight(r0.C, r1.C, r2.C).Store(u, plane, 2);
        Six.Weight(r0.D, r1.D, r2.D).Store(u, plane, 3);
        Six.Weight(r0.E, r1.E, r2.E).Store(u, plane, 4);
        Six.Weight(r0.F, r1.F, r2.F).Store(u, plane, 5);
    }

    private static Six Line(ArrayView<float> tile, int channel, int row, int tap) => Six.Weight(
        tile[WeightTile.At(9, channel, tap, row)], tile[WeightTile.At(9, channel, tap + 1, row)], tile[WeightTile.At(9, channel, tap + 2, row)]);
}
