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
        Float4 c0 = Activate(new Six { A = r0.X, B = r1.X, C = r2.X, D = r3.X, E = r4.X, F = r5.X }, bias);
        Float4 c1 = Activate(new Six { A = r0.Y, B = r1.Y, C = r2.Y, D = r3.Y, E = r4.Y, F = r5.Y }, bias);
        Float4 c2 = Activate(new Six { A = r0.Z, B = r1.Z, C = r2.Z, D = r3.Z, E = r4.Z, F = r5.Z }, bias);
        Float4 c3 = Activate(new Six { A = r0.W, B = r1.W, C = r2.W, D = r3.W, E = r4.W, F = r5.W }, bias);
        Store(start, row, column, new Float4 { X = c0.X, Y = c1.X, Z = c2.X, W = c3.X });
        Store(start + _s.OutWidth, row + 1, column, new Float4 { X = c0.Y, Y = c1.Y, Z = c2.Y, W = c3.Y });
        Store(start + (2 * _s.OutWidth), row + 2, column, new Float4 { X = c0.Z, Y = c1.Z, Z = c2.Z, W = c3.Z });
        Store(start + (3 * _s.OutWidth), row + 3, column, new Float4 { X = c0.W, Y = c1.W, Z = c2.W, W = c3.W });
    }

    /// <summary>One column of four outputs.</summary>
    private Float4 Activate(Six column, float bias)
    {
        Float4 results = column.Output();
        return new Float4
        {
            X = Activate(results.X + bias),
            Y = Activate(results.Y + bias),
            Z = Activate(results.Z + bias),
            W = Activate(results.W + bias),
        };
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

    /// <summary>Four pixels of a row; with one 128-bit store where every row begins on such a boundary.</summary>
    private void Store(int start, int row, int column, Float4 values)
    {
        if (row >= _s.OutHeight)
        {
            return;
        }

        if ((_s.OutWidth & 3) == 0)
        {
            _y.Cast<Float4>()[(start + column) >> 2] = values;
            return;
        }

        _y[start + column] = values.X;
        if (column + 1 < _s.OutWidth)
        {
            _y[start + column + 1] = values.Y;
        }

        if (column + 2 < _s.OutWidth)
        {
            _y[start + column + 2] = values.Z;
        }

        if (column + 3 < _s.OutWidth)
        {
            _y[start + column + 3] = values.W;
        }
    }
}
