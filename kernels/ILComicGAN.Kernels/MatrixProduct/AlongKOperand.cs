using ILComicGAN.Kernels.Tiles;
using ILGPU;

namespace ILComicGAN.Kernels.MatrixProduct;

/// <summary>
/// A matrix whose summed index is contiguous (A as it is, B transposed), in 128-bit words: K must be a multiple of
/// <see cref="Tile.Depth"/>.
/// </summary>
internal struct AlongKOperand<TExtent>(ArrayView<float> matrix, int count, int k, long batchStride) : IOperand
    where TExtent : struct, IExtent
{
    private readonly ArrayView<Float4> _matrix = matrix.Cast<Float4>();
    private readonly int _count = count;
    private readonly int _words = k / 4;
    private readonly long _batchWords = batchStride / 4;
    private ArrayView<Float4> _position;
    private int _apart;
    private ArrayView<float> _place;

    public readonly int Parts => SharedTile.Parts<TExtent>();

    public readonly RegisterNeed Registers => RegisterNeed.Some;

    public readonly bool HasTileAfterLast => false;

    public void Begin(int thread, int origin, int batch, ArrayView<Float4> tile)
    {
        // A position beyond the border reads the last one: its products are never stored.
        int position = Math.Min(origin + SharedTile.PositionInPairs<TExtent>(thread, 0), _count - 1);
        _apart = (Math.Min(origin + SharedTile.PositionInPairs<TExtent>(thread, 1), _count - 1) - position) * _words;
        _place = SharedTile.PlaceInPairs<TExtent>(tile, thread);
        _position = _matrix.SubView((batch * _batchWords) + ((long)position * _words) + (SharedTile.FirstInPairs(thread) / 4));
    }

    public readonly Fragment Load(int step, int part)
    {
        ArrayView<Float4> at = _position.SubView((step * (Tile.Depth / 4)) + (part * _apart));
        return new() { Low = at[0], High = at[2] };
    }

    public readonly Fragment Prepare(Fragment values, int step, int part) => values;

    public readonly void Store(Fragment values, int part) => SharedTile.StoreInPairs<TExtent>(_place, values, part);
}
