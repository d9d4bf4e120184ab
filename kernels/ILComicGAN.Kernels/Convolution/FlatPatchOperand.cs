using ILGPU;

namespace ILComicGAN.Kernels;

/// <summary>
/// <see cref="PatchOperand{TExtent}"/> for any number of channels, such as a picture's three: taps and channels are one
/// flat index, taken apart for each element.
/// </summary>
internal struct FlatPatchOperand<TExtent>(ArrayView<float> x, PatchSizes sizes) : IOperand
    where TExtent : struct, IExtent
{
    private readonly ArrayView<float> _x = x;
    private readonly PatchSizes _s = sizes;
    private int _row, _column, _firstK;
    private ArrayView<float> _sample;
    private ArrayView<float> _place;

    public readonly int Parts => SharedTile.Parts<TExtent>();

    public readonly bool HasTileAfterLast => true;

    public void Begin(int thread, int origin, int batch, ArrayView<Float4> tile)
    {
        int position = Math.Min(origin + SharedTile.PositionAlongK<TExtent>(thread), _s.Columns - 1);
        PatchPlace place = _s.Locate(position);
        (_row, _column) = (place.Row, place.Column);
        _firstK = SharedTile.FirstAlongK<TExtent>(thread, 0);
        _sample = _x.SubView(place.Sample * _s.Channels * _s.Height * _s.Width);
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

    public readonly void Store(Fragment values, int part) => SharedTile.StoreAlongK<TExtent>(_place, values, part);

    private readonly float At(int k)
    {
        int tap = _s.ByChannels.Quotient(k);
        int tapRow = _s.ByTapColumns.Quotient(tap);
        int row = _row + (tapRow * _s.ShiftStep);
        int column = _column + ((tap - (tapRow * _s.TapColumns)) * _s.ShiftStep);
        bool inside = (uint)row < (uint)_s.Height && (uint)column < (uint)_s.Width && k < _s.Depth;
        int at = ((k - (tap * _s.Channels)) * _s.Height * _s.Width) + (row * _s.Width) + column;
        return inside ? _sample[at] : 0f;
    }
}
