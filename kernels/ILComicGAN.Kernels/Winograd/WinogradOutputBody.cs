using ILGPU;

namespace ILComicGAN.Kernels;

/// <summary>Y = AᵀMA for each output channel (plane) and tile (index), with bias and LeakyReLU, from products [36, channels, tiles].</summary>
internal readonly struct WinogradOutputBody(
    ArrayView<float> products, ArrayView<float> bias, int hasBias, ArrayView<float> y, float slope, WinogradSizes sizes) : IPlaneBody
{
    private readonly ArrayView<float> _m = products;
    private readonly ArrayView<float> _bias = bias;
    private readonly int _hasBias = hasBias;
    private readonly ArrayView<float> _y = y;
    private readonly float _slope = slope;
    private readonly WinogradSizes _s = sizes;

    public void At(int plane, int index)
    {
        int n = _s.BySampleTiles.Quotient(index);
        int tile = index - (n * _s.SampleTiles);
        int i = _s.ByTileColumns.Quotient(tile);
        int row = 4 * i;
        int column = 4 * (tile - (i * _s.TileColumns));
        long at = ((long)plane * _s.Tiles) + index;
        long step = (long)_s.OutChannels * _s.Tiles;
        Float4 r0 = Line(at, step).Output();
        Float4 r1 = Line(at + (6 * step), step).Output();
        Float4 r2 = Line(at + (12 * step), step).Output();
        Float4 r3 = Line(at + (18 * step), step).Output();
        Float4 r4 = Line(at + (24 * step), step).Output();
        Float4 r5 = Line(at + (30 * step), step).Output();
        float bias = _hasBias != 0 ? _bias[plane] : 0f;
        int start = ((((n * _s.OutChannels) + plane) * _s.OutHeight) + row) * _s.OutWidth;
        Store(start, row, column, bias, new Six { A = r0.X, B = r1.X, C = r2.X, D = r3.X, E = r4.X, F = r5.X });
        Store(start, row, column + 1, bias, new Six { A = r0.Y, B = r1.Y, C = r2.Y, D = r3.Y, E = r4.Y, F = r5.Y });
        Store(start, row, column + 2, bias, new Six { A = r0.Z, B = r1.Z, C = r2.Z, D = r3.Z, E = r4.Z, F = r5.Z });
        Store(start, row, column + 3, bias, new Six { A = r0.W, B = r1.W, C = r2.W, D = r3.W, E = r4.W, F = r5.W });
    }

    private float Activate(float z) => z > 0f ? z : _slope * z;

    private Six Line(long at, long step) => new()
    {
        A = _m[at],
        B = _m[at + step],
        C = _m[at + (2 * step)],
        D = _m[at + (3 * step)],
        E = _m[at + (4 * step)],
        F = _m[at + (5 * step)],
    };

    private void Store(int start, int row, int column, float bias, Six line)
    {
        if (column >= _s.OutWidth)
        {
            return;
        }

        Float4 results = line.Output();
        _y[start + column] = Activate(results.X + bias);
        if (row + 1 < _s.OutHeight)
        {
            _y[start + _s.OutWidth + column] = Activate(results.Y + bias);
        }

        if (row + 2 < _s.OutHeight)
        {
            _y[start + (2 * _s.OutWidth) + column] = Activate(results.Z + bias);
        }

        if (row + 3 < _s.OutHeight)
        {
            _y[start + (3 * _s.OutWidth) + column] = Activate(results.W + bias);
        }
    }
}
