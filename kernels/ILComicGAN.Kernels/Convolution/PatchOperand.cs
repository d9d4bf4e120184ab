using ILComicGAN.Kernels.Tiles;
using ILGPU;

namespace ILComicGAN.Kernels.Convolution;

/// <summary>
/// The columns of implicit GEMM: pixels of the output grid, summed over taps and blocks of sixteen channels. A thread has
/// one pixel and knows from a mask which taps are inside; a warp's loads lie beside each other. Nothing is laid out in
/// global memory. Channels must be a multiple of <see cref="Tile.Depth"/> and taps at most 32.
/// </summary>
internal struct PatchOperand<TExtent>(ArrayView<float> x, int zero, ArrayView<PatchStep> steps, PatchSizes sizes) : IOperand
    where TExtent : struct, IExtent
{
    private readonly ArrayView<float> _x = x;
    private readonly int _zero = zero;
    private readonly ArrayView<PatchStep> _steps = steps;
    private readonly PatchSizes _s = sizes;
    private int _mask, _offset;
    private ArrayView<float> _place;

    public readonly int Parts => SharedTile.Parts<TExtent>();

    public readonly RegisterNeed Registers => RegisterNeed.Few;

    public readonly bool HasTileAfterLast => true;

    public void Begin(int thread, int origin, int batch, ArrayView<Float4> tile)
    {
        PatchPlace place = _s.Locate(batch, origin + SharedTile.PositionAlongK<TExtent>(thread));
        (int row, int column) = (place.Row, place.Column);
        _mask = 0;
        for (int tap = 0; tap < _s.Taps; tap++)
        {
            int tapRow = _s.ByTapColumns.Quotient(tap);
            int y = row + (tapRow * _s.ShiftStep);
            int x = column + ((tap - (tapRow * _s.TapColumns)) * _s.ShiftStep);
            _mask |= (uint)y < (uint)_s.Height && (uint)x < (uint)_s.Width ? 1 << tap : 0;
        }

        int firstChannel = (place.Sample * _s.Channels) + SharedTile.FirstAlongK<TExtent>(thread, 0);
        // May be negative where tap (0, 0) is outside; views take no negative index, so it is added up before it is one.
        Kept kept = Kept.Through(tile.Cast<int>(), thread, (firstChannel * _s.Height * _s.Width) + (row * _s.Width) + column, _mask);
        (_offset, _mask) = (kept.First, kept.Second);
        _place = SharedTile.PlaceAlongK<TExtent>(tile, thread);
    }

    public readonly Fragment Load(int step, int part)
    {
        PatchStep tile = _steps[step];
        // Outside, all eight loads read the zero behind the buffer: two selections instead of a branch and eight moves.
        bool inside = ((_mask >> tile.Tap) & 1) != 0;
        int at = inside ? _offset + tile.Offset + (SharedTile.PartAlongK<TExtent>(part) * _s.Plane) : _zero;
        return Fragment.Strided(_x.SubView(at), inside ? _s.Plane : 0);
    }

    public readonly Fragment Prepare(Fragment values, int step, int part) => values;

    public readonly void Store(Fragment values, int part) => SharedTile.StoreAlongK<TExtent>(_place, values, part);
}
