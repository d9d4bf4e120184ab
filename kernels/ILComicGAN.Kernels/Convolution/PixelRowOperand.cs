using ILGPU;

namespace ILComicGAN.Kernels;

/// <summary>
/// <see cref="PixelOperand{TExtent}"/> in 128-bit words, for pictures whose width is a multiple of
/// <see cref="Tile.Depth"/>: a thread reads eight pixels of one channel.
/// </summary>
internal struct PixelRowOperand<TExtent>(ArrayView<float> gy, ArrayView<TapStep> steps, TapSizes sizes) : IOperand
    where TExtent : struct, IExtent
{
    private readonly ArrayView<Float4> _gy = gy.Cast<Float4>();
    private readonly ArrayView<TapStep> _steps = steps;
    private readonly TapSizes _s = sizes;
    private ArrayView<Float4> _channel;
    private ArrayView<float> _place;

    public readonly int Parts => SharedTile.Parts<TExtent>();

    public readonly bool HasTileAfterLast => true;

    public void Begin(int thread, int origin, int batch, ArrayView<Float4> tile)
    {
        int channel = Math.Min(origin + SharedTile.PositionAlongK<TExtent>(thread), _s.OutChannels - 1);
        int word = ((channel * _s.GridPixels) + SharedTile.FirstAlongK<TExtent>(thread, 0)) >> 2;
        _channel = _gy.SubView(Kept.Through(tile.Cast<int>(), thread, word, word).First);
        _place = SharedTile.PlaceAlongK<TExtent>(tile, thread);
    }

    public readonly Fragment Load(int step, int part)
    {
        ArrayView<Float4> at = _channel.SubView(_steps[step].OutputWord);
        return new() { Low = at[SharedTile.PartAlongK<TExtent>(part) / 4], High = at[(SharedTile.PartAlongK<TExtent>(part) / 4) + 1] };
    }

    public readonly void Store(Fragment values, int part) => SharedTile.StoreAlongK<TExtent>(_place, values, part);
}
