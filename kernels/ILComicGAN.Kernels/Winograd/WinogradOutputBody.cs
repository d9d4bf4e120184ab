using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Kernels.Convolution;
using ILComicGAN.Kernels.Elementwise;
using ILComicGAN.Kernels.Launch;
using ILComicGAN.Kernels.Normalization;
using ILComicGAN.Kernels.Tiles;
using ILGPU;

namespace ILComicGAN.Kernels.Winograd;

/// <summary>Y = AᵀMA for each output channel (plane) and tile (index), with the epilogue, from products [36, channels, tiles].</summary>
internal readonly struct WinogradOutputBody<TActivation>(
    ArrayView<float> products, EpilogueTerms<TActivation> epilogue, ArrayView<float> y, WinogradSizes sizes) : IPlaneBody
    where TActivation : struct, IUnaryFunction
{
    private readonly ArrayView<float> _m = products;
    private readonly EpilogueTerms<TActivation> _epilogue = epilogue;
    private readonly ArrayView<float> _y = y;
    private readonly WinogradSizes _s = sizes;

    public int SampleTiles => _s.SampleTiles;

    public int Channels => _s.OutChannels;

    public void At(int plane, int index) => Compute(plane, index);

    /// <summary>Computes and stores a tile of one channel.</summary>
    /// <returns>The moments of what was stored.</returns>
    public Moments Compute(int plane, int index)
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
        float bias = _epilogue.Bias(plane);
        int start = ((((n * _s.OutChannels) + plane) * _s.OutHeight) + row) * _s.OutWidth;
        Float4 c0 = new Six { A = r0.X, B = r1.X, C = r2.X, D = r3.X, E = r4.X, F = r5.X }.Output();
        Float4 c1 = new Six { A = r0.Y, B = r1.Y, C = r2.Y, D = r3.Y, E = r4.Y, F = r5.Y }.Output();
        Float4 c2 = new Six { A = r0.Z, B = r1.Z, C = r2.Z, D = r3.Z, E = r4.Z, F = r5.Z }.Output();
        Float4 c3 = new Six { A = r0.W, B = r1.W, C = r2.W, D = r3.W, E = r4.W, F = r5.W }.Output();
        Moments all = Store(start, row, column, new Float4 { X = c0.X, Y = c1.X, Z = c2.X, W = c3.X }, bias);
        all = Moments.Merge(all, Store(start + _s.OutWidth, row + 1, column, new Float4 { X = c0.Y, Y = c1.Y, Z = c2.Y, W = c3.Y }, bias));
        all = Moments.Merge(all, Store(start + (2 * _s.OutWidth), row + 2, column, new Float4 { X = c0.Z, Y = c1.Z, Z = c2.Z, W = c3.Z }, bias));
        return Moments.Merge(all, Store(start + (3 * _s.OutWidth), row + 3, column, new Float4 { X = c0.W, Y = c1.W, Z = c2.W, W = c3.W }, bias));
    }

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
    private Moments Store(int start, int row, int column, Float4 sums, float bias)
    {
        if (row >= _s.OutHeight)
        {
            return default;
        }

        if ((_s.OutWidth & 3) == 0)
        {
            Float4 results = _epilogue.Apply(sums, bias, start + column);
            _y.Cast<Float4>()[(start + column) >> 2] = results;
            return TileMoments.Of(results, 4);
        }

        int left = Math.Min(_s.OutWidth - column, 4);
        Float4 stored = default;
        stored.X = StoreOne(start + column, sums.X, bias);
        if (left > 1)
        {
            stored.Y = StoreOne(start + column + 1, sums.Y, bias);
        }

        if (left > 2)
        {
            stored.Z = StoreOne(start + column + 2, sums.Z, bias);
        }

        if (left > 3)
        {
            stored.W = StoreOne(start + column + 3, sums.W, bias);
        }

        return TileMoments.Of(stored, left);
    }

    private float StoreOne(int at, float sum, float bias)
    {
        float result = _epilogue.Apply(sum, bias, at);
        _y[at] = result;
        return result;
    }
}
