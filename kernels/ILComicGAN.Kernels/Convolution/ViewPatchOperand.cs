using ILComicGAN.Kernels.Tiles;
using ILGPU;

namespace ILComicGAN.Kernels.Convolution;

/// <summary>
/// <see cref="PatchOperand{TExtent}"/> of a picture that is enlarged and reflected at its border and normalized, none of
/// which is stored: a tap's row and column are looked up as the stored ones, and the prologue is applied between the read
/// and the store to shared memory. Channels must be a multiple of <see cref="Tile.Depth"/>; taps may be any number.
/// </summary>
internal struct ViewPatchOperand<TExtent>(
    ArrayView<float> x, ArrayView<ViewStep> steps, PrologueTerms prologue, PatchSizes sizes, ViewSizes view) : IOperand
    where TExtent : struct, IExtent
{
    private readonly ArrayView<float> _x = x;
    private readonly ArrayView<ViewStep> _steps = steps;
    private readonly PrologueTerms _prologue = prologue;
    private readonly PatchSizes _s = sizes;
    private readonly ViewSizes _view = view;
    private int _row, _column, _plane, _channel;
    private ArrayView<float> _place;

    public readonly int Parts => SharedTile.Parts<TExtent>();

    public readonly RegisterNeed Registers => RegisterNeed.Prologue;

    public readonly bool HasTileAfterLast => true;

    public void Begin(int thread, int origin, int batch, ArrayView<Float4> tile)
    {
        PatchPlace place = _s.Locate(batch, origin + SharedTile.PositionAlongK<TExtent>(thread));
        Kept pixel = Kept.Through(tile.Cast<int>(), thread, place.Row, place.Column);
        (_row, _column) = (pixel.First, pixel.Second);
        int channel = SharedTile.FirstAlongK<TExtent>(thread, 0);
        Kept first = Kept.Through(tile.Cast<int>(), thread, (place.Sample * _s.Channels) + channel, channel);
        (_plane, _channel) = (first.First, first.Second);
        _place = SharedTile.PlaceAlongK<TExtent>(tile, thread);
    }

    public readonly Fragment Load(int step, int part)
    {
        ViewStep tile = _steps[step];
        int plane = _plane + tile.Channel + SharedTile.PartAlongK<TExtent>(part);
        int pixel = (_view.Row(_row + tile.Row) * _s.Width) + _view.Column(_column + tile.Column);
        return Fragment.Strided(_x.SubView((plane * _s.Plane) + pixel), _s.Plane);
    }

    public readonly Fragment Prepare(Fragment values, int step, int part)
    {
        if (_prologue.IsPresent)
        {
            int channel = _steps[step].Channel + SharedTile.PartAlongK<TExtent>(part);
            values = _prologue.Apply(values, _plane + channel, _channel + channel);
        }

        return values;
    }

    public readonly void Store(Fragment values, int part) => SharedTile.StoreAlongK<TExtent>(_place, values, part);
}
