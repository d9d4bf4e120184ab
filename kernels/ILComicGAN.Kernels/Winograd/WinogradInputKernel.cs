using ILComicGAN.Kernels.Convolution;
using ILGPU;

namespace ILComicGAN.Kernels.Winograd;

/// <summary>V = BᵀdB for each channel and tile, laid out [36, channels, tiles] for 36 matrix products.</summary>
/// <remarks>
/// Memory-bound; windows of six pixels overlap and begin four apart, so that a group reads its pixels once, row by row,
/// into shared memory.
/// </remarks>
internal static class WinogradInputKernel
{
    /// <summary>Grid: (regions of a plane, planes); group: <see cref="WinogradRegion.Threads"/>.</summary>
    public static void Run(ArrayView<float> x, PrologueTerms prologue, ArrayView<float> transformed, WinogradSizes s)
    {
        ArrayView<float> pixels = SharedMemory.Allocate<float>(WinogradRegion.Words);
        int down = Grid.IdxX / s.RegionColumns;
        int across = Grid.IdxX - (down * s.RegionColumns);
        int tileRow = (down * s.Region.TileRows) + s.Region.TileRow(Group.IdxX);
        int tileColumn = (across * s.Region.TileColumns) + s.Region.TileColumn(Group.IdxX);
        bool inside = tileRow < s.TileRows && tileColumn < s.TileColumns;
        int tile = (tileRow * s.TileColumns) + tileColumn;
        ArrayView<float> window = pixels.SubView(inside ? s.Region.At(4 * s.Region.TileRow(Group.IdxX), 4 * s.Region.TileColumn(Group.IdxX)) : 0);
        for (int plane = Grid.IdxY; plane < s.Planes; plane += Grid.DimY)
        {
            int sample = plane / s.InChannels;
            int channel = plane - (sample * s.InChannels);
            Load(
                pixels,
                x.SubView((long)plane * s.InHeight * s.InWidth),
                prologue.Of(plane, channel),
                s,
                (4 * down * s.Region.TileRows) + s.FirstRow,
                (4 * across * s.Region.TileColumns) + s.FirstColumn);
            Group.Barrier();
            if (inside)
            {
                Transform(
                    window,
                    transformed.SubView(((long)channel * s.Tiles) + (sample * s.SampleTiles) + tile),
                    (long)s.InChannels * s.Tiles,
                    s.Region);
            }

            Group.Barrier();
        }
    }

    private static void Load(
        ArrayView<float> pixels, ArrayView<float> plane, ChannelTerms terms, WinogradSizes s, int firstRow, int firstColumn)
    {
        for (int i = Group.IdxX; i < s.Region.Rows * s.Region.Columns; i += WinogradRegion.Threads)
        {
            int row = s.Region.RowOf(i);
            int column = s.Region.ColumnOf(i, row);
            int at = s.Find(firstRow + row, firstColumn + column);
            float value = plane[Math.Max(at, 0)];
            pixels[s.Region.At(row, column)] = at >= 0 ? terms.Apply(value) : 0f;
        }
    }

    private static void Transform(ArrayView<float> window, ArrayView<float> v, long step, WinogradRegion region)
    {
        Six r0 = Line(window, region, 0);
        Six r1 = Line(window, region, 1);
        Six r2 = Line(window, region, 2);
        Six r3 = Line(window, region, 3);
        Six r4 = Line(window, region, 4);
        Six r5 = Line(window, region, 5);
        new Six { A = r0.A, B = r1.A, C = r2.A, D = r3.A, E = r4.A, F = r5.A }.Input().Store(v, step, 0);
        new Six { A = r0.B, B = r1.B, C = r2.B, D = r3.B, E = r4.B, F = r5.B }.Input().Store(v, step, 1);
        new Six { A = r0.C, B = r1.C, C = r2.C, D = r3.C, E = r4.C, F = r5.C }.Input().Store(v, step, 2);
        new Six { A = r0.D, B = r1.D, C = r2.D, D = r3.D, E = r4.D, F = r5.D }.Input().Store(v, step, 3);
        new Six { A = r0.E, B = r1.E, C = r2.E, D = r3.E, E = r4.E, F = r5.E }.Input().Store(v, step, 4);
        new Six { A = r0.F, B = r1.F, C = r2.F, D = r3.F, E = r4.F, F = r5.F }.Input().Store(v, step, 5);
    }

    private static Six Line(ArrayView<float> window, WinogradRegion region, int row) => new Six
    {
        A = window[region.At(row, 0)],
        B = window[region.At(row, 1)],
        C = window[region.At(row, 2)],
        D = window[region.At(row, 3)],
        E = window[region.At(row, 4)],
        F = window[region.At(row, 5)],
    }.Input();
}
