using ILComicGAN.Kernels.Tiles;
using ILGPU;

namespace ILComicGAN.Kernels.Convolution;

/// <summary>
/// The columns of a weight gradient, tap by tap: column tap·C + c. A group has one tap and a tile sixteen pixels of one
/// row, so that a comparison guards a thread's eight channels. Channels must be a multiple of the tile's width and the
/// output's width one of <see cref="Tile.Depth"/>.
/// </summary>
internal struct TapOperand<TExtent, TBorder>(ArrayView<float> x, int zero, ArrayView<TapStep> steps, TapSizes sizes) : IOperand
    where TExtent : struct, IExtent
    where TBorder : struct, IBorder
{
    private readonly ArrayView<float> _x = x;
    private readonly int _zero = zero;
    private readonly ArrayView<TapStep> _steps = steps;
    private readonly TapSizes _s = sizes;
    private int _row, _column, _offset;
    private ArrayView<float> _place;

    public readonly int Parts => SharedTile.Parts<TExtent>();

    public readonly RegisterNeed Registers => RegisterNeed.Some;

    public readonly bool HasTileAfterLast => true;

    public void Begin(int thread, int origin, int batch, ArrayView<Float4> tile)
    {
        int tap = _s.ByChannels.Quotient(origin);
        int channel = origin - (tap * _s.Channels) + SharedTile.FirstScattered<TExtent>(thread, 0);
        int k = SharedTile.KOfScattered(thread) * _s.Stride;
        _row = _s.ByKernelWidth.Quotient(tap);
        _column = tap - (_row * _s.KernelWidth) + k;
        // May be negative in the sum with a tile's offset where the tap is outside, and is then not used.
        int pixel = default(TBorder).IsView ? 0 : (_row * _s.Width) + _column;
        Kept kept = Kept.Through(tile.Cast<int>(), thread, (channel * _s.Height * _s.Width) + pixel, _column);
        (_offset, _column) = (kept.First, kept.Second);
        _place = SharedTile.PlaceScattered<TExtent>(tile, thread);
    }

    public readonly Fragment Load(int step, int part)
    {
        TapStep tile = _steps[step];
        if (default(TBorder).IsView)
        {
            int pixel = default(TBorder).Find(_s.View, tile.Row + _row, tile.Column + _column, _s.Height, _s.Width);
            return Fragment.Strided(_x.SubView(_offset + tile.InputOffset + pixel + (8 * part * _s.Apart)), _s.Apart);
        }

        bool inside = (uint)(tile.Row + _row) < (uint)_s.Height && (uint)(tile.Column + _column) < (uint)_s.Width;
        int at = inside ? _offset + tile.InputOffset + (8 * part * _s.Apart) : _zero;
        return Fragment.Strided(_x.SubView(at), inside ? _s.Apart : 0);
    }

    public readonly Fragment Prepare(Fragment values, int step, int part) => values;

    public readonly void Store(Fragment values, int part) => SharedTile.StoreScattered<TExtent>(_place, values, part);
}
