using ILComicGAN.Kernels.Tiles;
using ILGPU;

namespace ILComicGAN.Kernels.Convolution;

/// <summary>
/// The rows of implicit GEMM: a weight laid out by <see cref="PackWeightsKernel"/>, tile after tile as they are
/// read and with one to spare, so that nothing has to be compared.
/// </summary>
internal struct PackedOperand<TExtent>(ArrayView<float> packed, int tiles) : IOperand
    where TExtent : struct, IExtent
{
    private readonly ArrayView<Float4> _packed = packed.Cast<Float4>();
    private readonly int _tiles = tiles;
    private ArrayView<Float4> _position;
    private ArrayView<Float4> _place;

    public readonly int Parts => SharedTile.Parts<TExtent>();

    public readonly RegisterNeed Registers => RegisterNeed.Few;

    public readonly bool HasTileAfterLast => true;

    public void Begin(int thread, int origin, int batch, ArrayView<Float4> tile)
    {
        _place = SharedTile.PlaceAcross<TExtent>(tile, thread);
        _position = _packed.SubView(
            (origin / default(TExtent).Width * _tiles * TileWords)
            + (SharedTile.FirstAcross<TExtent>(thread, 0) * (default(TExtent).Width / 4)) + SharedTile.WordAcross<TExtent>(thread));
    }

    public readonly Fragment Load(int step, int part)
    {
        ArrayView<Float4> at = _position.SubView(step * TileWords);
        int first = SharedTile.PartAcross<TExtent>(part) * (default(TExtent).Width / 4);
        return new() { Low = at[first], High = at[first + (SharedTile.StepAcross<TExtent>() * (default(TExtent).Width / 4))] };
    }

    private static int TileWords => Tile.Depth * (default(TExtent).Width / 4);

    public readonly Fragment Prepare(Fragment values, int step, int part) => values;

    public readonly void Store(Fragment values, int part) => SharedTile.StoreAcross<TExtent>(_place, values, part);
}
