using ILGPU;

namespace ILComicGAN.Kernels;

/// <summary>
/// U = GgGᵀ for each pair of a row and a summed channel, laid out [36, rows, channels]; turned over and with its channels
/// exchanged for an input gradient.
/// </summary>
internal readonly struct WinogradWeightBody(
    ArrayView<float> w, ArrayView<float> transformed, int rows, int channels, int rowStride, int channelStride, int turned) : IElementBody
{
    private readonly ArrayView<float> _w = w;
    private readonly ArrayView<float> _u = transformed;
    private readonly int _rows = rows;
    private readonly int _channels = channels;
    private readonly int _rowStride = rowStride;
    private readonly int _channelStride = channelStride;
    private readonly int _turned = turned;

    public void At(long index)
    {
        int row = (int)(index / _channels);
        int channel = (int)(index - ((long)row * _channels));
        int at = (row * _rowStride) + (channel * _channelStride) + (_turned != 0 ? 8 : 0);
        int step = _turned != 0 ? -1 : 1;
        Six r0 = Six.Weight(_w[at], _w[at + step], _w[at + (2 * step)]);
        Six r1 = Six.Weight(_w[at + (3 * step)], _w[at + (4 * step)], _w[at + (5 * step)]);
        Six r2 = Six.Weight(_w[at + (6 * step)], _w[at + (7 * step)], _w[at + (8 * step)]);
        long plane = (long)_rows * _channels;
        Store(index, plane, Six.Weight(r0.A, r1.A, r2.A));
        Store(index + plane, plane, Six.Weight(r0.B, r1.B, r2.B));
        Store(index + (2 * plane), plane, Six.Weight(r0.C, r1.C, r2.C));
        Store(index + (3 * plane), plane, Six.Weight(r0.D, r1.D, r2.D));
        Store(index + (4 * plane), plane, Six.Weight(r0.E, r1.E, r2.E));
        Store(index + (5 * plane), plane, Six.Weight(r0.F, r1.F, r2.F));
    }

    private void Store(long at, long plane, Six column)
    {
        _u[at] = column.A;
        _u[at + (6 * plane)] = column.B;
        _u[at + (12 * plane)] = column.C;
        _u[at + (18 * plane)] = column.D;
        _u[at + (24 * plane)] = column.E;
        _u[at + (30 * plane)] = column.F;
    }
}
