using ILComicGAN.Kernels.Tiles;
using ILGPU;

namespace ILComicGAN.Kernels.Convolution;

/// <summary>
/// The columns of a weight gradient in the weight's own order c·taps + tap, for any number of channels: a thread keeps
/// where each of its eight columns looks.
/// </summary>
internal struct FlatTapOperand<TExtent, TBorder>(ArrayView<float> x, TapSizes sizes) : IOperand
    where TExtent : struct, IExtent
    where TBorder : struct, IBorder
{
    private readonly ArrayView<float> _x = x;
    private readonly TapSizes _s = sizes;
    private int _k, _first;
    private ArrayView<float> _place;

    public readonly int Parts => SharedTile.Parts<TExtent>();

    public readonly RegisterNeed Registers => RegisterNeed.Many;

    public readonly bool HasTileAfterLast => true;

    public void Begin(int thread, int origin, int batch, ArrayView<Float4> tile)
    {
        _k = SharedTile.KOfScattered(thread);
        _first = origin + SharedTile.FirstScattered<TExtent>(thread, 0);
        _place = SharedTile.PlaceScattered<TExtent>(tile, thread);
    }

    public readonly Fragment Load(int step, int part)
    {
        int k = (step * Tile.Depth) + _k;
        int n = _s.ByGridPixels.Quotient(k);
        int pixel = k - (n * _s.GridPixels);
        int i = _s.ByGridWidth.Quotient(pixel);
        int row = (i * _s.Stride) + _s.FirstRow;
        int column = ((pixel - (i * _s.GridWidth)) * _s.Stride) + _s.FirstColumn;
        bool exists = k < _s.Pixels;
        ArrayView<float> sample = _x.SubView((exists ? n : 0) * _s.Channels * _s.Height * _s.Width);
        Fragment values = default;
        values.Low.X = At(sample, exists, row, column, 0, part);
        values.Low.Y = At(sample, exists, row, column, 1, part);
        values.Low.Z = At(sample, exists, row, column, 2, part);
        values.Low.W = At(sample, exists, row, column, 3, part);
        values.High.X = At(sample, exists, row, column, 4, part);
        values.High.Y = At(sample, exists, row, column, 5, part);
        values.High.Z = At(sample, exists, row, column, 6, part);
        values.High.W = At(sample, exists, row, column, 7, part);
        return values;
    }

    public readonly Fragment Prepare(Fragment values, int step, int part) => values;

    public readonly void Store(Fragment values, int part) => SharedTile.StoreScattered<TExtent>(_place, values, part);

    /// <summary>What depends on j only is computed once, before the loop.</summary>
    private readonly float At(ArrayView<float> sample, bool exists, int row, int column, int j, int part)
    {
        int position = Math.Min(_first + ((j + (8 * part)) * SharedTile.StepScattered<TExtent>()), (_s.Channels * _s.Taps) - 1);
        int channel = _s.ByTaps.Quotient(position);
        int tap = position - (channel * _s.Taps);
        int tapRow = _s.ByKernelWidth.Quotient(tap);
        int y = row + tapRow;
        int x = column + tap - (tapRow * _s.KernelWidth);
        int at = exists ? default(TBorder).Find(_s.View, y, x, _s.Height, _s.Width) : -1;
        return at >= 0 ? sample[(channel * _s.Height * _s.Width) + at] : 0f;
    }
}
