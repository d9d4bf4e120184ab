using ILGPU;

namespace ILComicGAN.Kernels;

/// <summary>V = BᵀdB for each channel (plane) and tile (index), laid out [36, channels, tiles] for 36 matrix products.</summary>
internal readonly struct WinogradInputBody(ArrayView<float> x, ArrayView<float> transformed, WinogradSizes sizes) : IPlaneBody
{
    private readonly ArrayView<float> _x = x;
    private readonly ArrayView<float> _v = transformed;
    private readonly WinogradSizes _s = sizes;

    public void At(int plane, int index)
    {
        int n = _s.BySampleTiles.Quotient(index);
        int tile = index - (n * _s.SampleTiles);
        int i = _s.ByTileColumns.Quotient(tile);
        int row = (4 * i) - _s.Padding;
        int column = (4 * (tile - (i * _s.TileColumns))) - _s.Padding;
        int start = ((n * _s.InChannels) + plane) * _s.InHeight * _s.InWidth;
        Six r0 = Line(start, row, column).Input();
        Six r1 = Line(start, row + 1, column).Input();
        Six r2 = Line(start, row + 2, column).Input();
        Six r3 = Line(start, row + 3, column).Input();
        Six r4 = Line(start, row + 4, column).Input();
        Six r5 = Line(start, row + 5, column).Input();
        long at = ((long)plane * _s.Tiles) + index;
        long step = (long)_s.InChannels * _s.Tiles;
        Store(at, step, new Six { A = r0.A, B = r1.A, C = r2.A, D = r3.A, E = r4.A, F = r5.A });
        Store(at + step, step, new Six { A = r0.B, B = r1.B, C = r2.B, D = r3.B, E = r4.B, F = r5.B });
        Store(at + (2 * step), step, new Six { A = r0.C, B = r1.C, C = r2.C, D = r3.C, E = r4.C, F = r5.C });
        Store(at + (3 * step), step, new Six { A = r0.D, B = r1.D, C = r2.D, D = r3.D, E = r4.D, F = r5.D });
        Store(at + (4 * step), step, new Six { A = r0.E, B = r1.E, C = r2.E, D = r3.E, E = r4.E, F = r5.E });
        Store(at + (5 * step), step, new Six { A = r0.F, B = r1.F, C = r2.F, D = r3.F, E = r4.F, F = r5.F });
    }

    private Six Line(int start, int row, int column)
    {
        bool inside = (uint)row < (uint)_s.InHeight;
        int at = start + (row * _s.InWidth) + column;
        return new Six
        {
            A = Pixel(inside, at, column),
            B = Pixel(inside, at + 1, column + 1),
            C = Pixel(inside, at + 2, column + 2),
            D = Pixel(inside, at + 3, column + 3),
            E = Pixel(inside, at + 4, column + 4),
            F = Pixel(inside, at + 5, column + 5),
        };
    }

    private float Pixel(bool inside, int at, int column) => inside && (uint)column < (uint)_s.InWidth ? _x[at] : 0f;

    /// <summary>One column of the transformed tile; element (row, column) is plane row·6 + column.</summary>
    private void Store(long at, long step, Six column)
    {
        Six done = column.Input();
        _v[at] = done.A;
        _v[at + (6 * step)] = done.B;
        _v[at + (12 * step)] = done.C;
        _v[at + (18 * step)] = done.D;
        _v[at + (24 * step)] = done.E;
        _v[at + (30 * step)] = done.F;
    }
}
