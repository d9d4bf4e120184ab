using ILComicGAN.Kernels.Tiles;
using ILGPU;

namespace ILComicGAN.Kernels.Convolution;

/// <summary>
/// <see cref="PatchOperand{TExtent}"/> for any number of channels, such as a picture's three, and with either border: taps
/// and channels are one flat index, taken apart for each element.
/// </summary>
internal struct FlatPatchOperand<TExtent, TBorder>(ArrayView<float> x, PrologueTerms prologue, PatchSizes sizes, ViewSizes view) : IOperand
    where TExtent : struct, IExtent
    where TBorder : struct, IBorder
{
    private readonly ArrayView<float> _x = x;
    private readonly PrologueTerms _prologue = prologue;
    private readonly PatchSizes _s = sizes;
    private readonly ViewSizes _view = view;
    private int _row, _column, _firstK, _plane;
    private ArrayView<float> _sample;
    private ArrayView<float> _place;

    public readonly int Parts => SharedTile.Parts<TExtent>();

    public readonly RegisterNeed Registers => RegisterNeed.Many;

    public readonly bool HasTileAfterLast => true;

    public void Begin(int thread, int origin, int batch, ArrayView<Float4> tile)
    {
        PatchPlace place = _s.Locate(batch, origin + SharedTile.PositionAlongK<TExtent>(thread));
        (_row, _column) = (place.Row, place.Column);
        _firstK = SharedTile.FirstAlongK<TExtent>(thread, 0);
        _plane = place.Sample * _s.Channels;
        _sample = _x.SubView(_plane * _s.Height * _s.Width);
        _place = SharedTile.PlaceAlongK<TExtent>(tile, thread);
    }

    public readonly Fragment Load(int step, int part)
    {
        int k = (step * Tile.Depth) + _firstK + SharedTile.PartAlongK<TExtent>(part);
        Fragment values = default;
        values.Low.X = At(k);
        values.Low.Y = At(k + 1);
        values.Low.Z = At(k + 2);
        values.Low.W = At(k + 3);
        values.High.X = At(k + 4);
        values.High.Y = At(k + 5);
        values.High.Z = At(k + 6);
        values.High.W = At(k + 7);
        return values;
    }

    public readonly Fragment Prepare(Fragment values, int step, int part) => values;

    public readonly void Store(Fragment values, int part) => SharedTile.StoreAlongK<TExtent>(_place, values, part);

    private readonly float At(int k)
    {
        int tap = _s.ByChannels.Quotient(k);
        int tapRow = _s.ByTapColumns.Quotient(tap);
        int row = _row + (tapRow * _s.ShiftStep);
        int column = _column + ((tap - (tapRow * _s.TapColumns)) * _s.ShiftStep);
        int channel = k - (tap * _s.Channels);
        // Beyond the last tap the view's rows end too.
        int pixel = k < _s.Depth ? default(TBorder).Find(_view, row, column, _s.Height, _s.Width) : -1;
        if (pixel < 0)
        {
            return 0f;
        }

        float value = _sample[(channel * _s.Height * _s.Width) + pixel];
        return default(TBorder).IsView ? _prologue.Of(_plane + channel, channel).Apply(value) : value;
    }
}
