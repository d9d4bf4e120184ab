using ILComicGAN.Kernels.Tiles;
using ILGPU;

namespace ILComicGAN.Kernels.Convolution;

/// <summary>
/// <see cref="PixelOperand{TExtent}"/> in 128-bit words, for pictures whose width is a multiple of
/// <see cref="Tile.Depth"/>: two lanes read eight successive pixels of a channel.
/// </summary>
internal struct PixelRowOperand<TExtent>(ArrayView<float> gy, ArrayView<TapStep> steps, TapSizes sizes) : IOperand
    where TExtent : struct, IExtent
{
    private readonly ArrayView<Float4> _gy = gy.Cast<Float4>();
    private readonly ArrayView<TapStep> _steps = steps;
    private readonly TapSizes _s = sizes;
    private ArrayView<Float4> _channel;
    private int _apart;
    private ArrayView<float> _place;

    public readonly int Parts => SharedTile.Parts<TExtent>();

    public readonly RegisterNeed Registers => RegisterNeed.Some;

    public readonly bool HasTileAfterLast => true;

    public void Begin(int thread, int origin, int batch, ArrayView<Float4> tile)
    {
        int channel = Math.Min(origin + SharedTile.PositionInPairs<TExtent>(thread, 0), _s.OutChannels - 1);
        int other = Math.Min(origin + SharedTile.PositionInPairs<TExtent>(thread, 1), _s.OutChannels - 1);
        int word = ((channel * _s.GridPixels) + SharedTile.FirstInPairs(thread)) >> 2;
        Kept kept = Kept.Through(tile.Cast<int>(), thread, word, (other - channel) * (_s.GridPixels >> 2));
        _channel = _gy.SubView(kept.First);
        _apart = kept.Second;
        _place = SharedTile.PlaceInPairs<TExtent>(tile, thread);
    }

    public readonly Fragment Load(int step, int part)
    {
        ArrayView<Float4> at = _channel.SubView(_steps[step].OutputWord + (part * _apart));
        return new() { Low = at[0], High = at[2] };
    }

    public readonly Fragment Prepare(Fragment values, int step, int part) => values;

    public readonly void Store(Fragment values, int part) => SharedTile.StoreInPairs<TExtent>(_place, values, part);
}
