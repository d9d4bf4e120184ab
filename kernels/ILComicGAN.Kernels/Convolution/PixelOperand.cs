using ILComicGAN.Kernels.Tiles;
using ILGPU;

namespace ILComicGAN.Kernels.Convolution;

/// <summary>
/// The rows of a weight gradient: output channels, summed over all samples' pixels. A thread reads one pixel of eight
/// channels; half a warp's pixels are contiguous.
/// </summary>
internal struct PixelOperand<TExtent>(ArrayView<float> gy, TapSizes sizes) : IOperand
    where TExtent : struct, IExtent
{
    private readonly ArrayView<float> _gy = gy;
    private readonly TapSizes _s = sizes;
    private int _first, _k;
    private ArrayView<float> _place;

    public readonly int Parts => SharedTile.Parts<TExtent>();

    public readonly RegisterNeed Registers => RegisterNeed.Many;

    public readonly bool HasTileAfterLast => true;

    public void Begin(int thread, int origin, int batch, ArrayView<Float4> tile)
    {
        _first = origin + SharedTile.FirstScattered<TExtent>(thread, 0);
        _k = SharedTile.KOfScattered(thread);
        _place = SharedTile.PlaceScattered<TExtent>(tile, thread);
    }

    public readonly Fragment Load(int step, int part)
    {
        int k = (step * Tile.Depth) + _k;
        int n = _s.ByGridPixels.Quotient(k);
        Fragment values = default;
        if (k < _s.Pixels)
        {
            ArrayView<float> at = _gy.SubView((n * (_s.OutChannels - 1) * _s.GridPixels) + k);
            values.Low.X = at[Row(0, part)];
            values.Low.Y = at[Row(1, part)];
            values.Low.Z = at[Row(2, part)];
            values.Low.W = at[Row(3, part)];
            values.High.X = at[Row(4, part)];
            values.High.Y = at[Row(5, part)];
            values.High.Z = at[Row(6, part)];
            values.High.W = at[Row(7, part)];
        }

        return values;
    }

    public readonly Fragment Prepare(Fragment values, int step, int part) => values;

    public readonly void Store(Fragment values, int part) => SharedTile.StoreScattered<TExtent>(_place, values, part);

    /// <summary>Beyond the last channel the last one is read again: its products are never stored.</summary>
    private readonly int Row(int j, int part) =>
        Math.Min(_first + ((j + (8 * part)) * SharedTile.StepScattered<TExtent>()), _s.OutChannels - 1) * _s.GridPixels;
}
