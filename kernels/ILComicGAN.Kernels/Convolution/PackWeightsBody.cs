using ILGPU;

namespace ILComicGAN.Kernels;

/// <summary>
/// Lays a convolution's weight out as <see cref="PackedOperand{TExtent}"/> reads it: [row tiles, taps·channels, width], zero
/// where either is rounded up. A few hundred kilobytes, against hundreds of megabytes for the pixels' columns.
/// </summary>
internal readonly struct PackWeightsBody(ArrayView<float> w, ArrayView<float> packed, PackWeightsSizes sizes) : IElementBody
{
    private readonly ArrayView<float> _w = w;
    private readonly ArrayView<float> _packed = packed;
    private readonly PackWeightsSizes _s = sizes;

    public void At(long index)
    {
        int line = (int)(index / _s.Width);
        int rowTile = line / (_s.Tiles * Tile.Depth);
        int k = line - (rowTile * _s.Tiles * Tile.Depth);
        int row = (rowTile * _s.Width) + (int)(index - ((long)line * _s.Width));
        int tap = k / _s.Channels;
        int channel = k - (tap * _s.Channels);
        int tapRow = tap / _s.TapColumns;
        int tapColumn = tap - (tapRow * _s.TapColumns);
        bool inside = row < _s.Rows && tapRow < _s.TapRows;
        long at = ((long)row * _s.RowStride) + ((long)channel * _s.ChannelStride)
            + ((_s.FirstTapRow + (tapRow * _s.TapStep)) * _s.KernelWidth) + _s.FirstTapColumn + (tapColumn * _s.TapStep);
        _packed[index] = inside ? _w[inside ? at : 0L] : 0f;
    }
}
