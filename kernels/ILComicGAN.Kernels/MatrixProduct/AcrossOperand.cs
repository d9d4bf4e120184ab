using ILComicGAN.Kernels.Tiles;
using ILGPU;

namespace ILComicGAN.Kernels.MatrixProduct;

/// <summary>
/// A matrix whose positions are contiguous (B as it is, A transposed), in 128-bit words: their number must be a multiple
/// of 4 and K one of <see cref="Tile.Depth"/>.
/// </summary>
internal struct AcrossOperand<TExtent>(ArrayView<float> matrix, int count, long batchStride) : IOperand
    where TExtent : struct, IExtent
{
    private readonly ArrayView<Float4> _matrix = matrix.Cast<Float4>();
    private readonly int _words = count / 4;
    private readonly long _batchWords = batchStride / 4;
    private ArrayView<Float4> _position;
    private ArrayView<Float4> _place;

    public readonly int Parts => SharedTile.Parts<TExtent>();

    public readonly RegisterNeed Registers => RegisterNeed.Some;

    public readonly bool HasTileAfterLast => false;

    public void Begin(int thread, int origin, int batch, ArrayView<Float4> tile)
    {
        // A position beyond the border reads the last one: its products are never stored.
        int word = Math.Min((origin / 4) + SharedTile.WordAcross<TExtent>(thread), _words - 1);
        _place = SharedTile.PlaceAcross<TExtent>(tile, thread);
        _position = _matrix.SubView(
            (batch * _batchWords) + word + ((long)SharedTile.FirstAcross<TExtent>(thread, 0) * _words));
    }

    public readonly Fragment Load(int step, int part)
    {
        ArrayView<Float4> at = _position.SubView(((step * Tile.Depth) + SharedTile.PartAcross<TExtent>(part)) * _words);
        return new() { Low = at[0], High = at[SharedTile.StepAcross<TExtent>() * _words] };
    }

    public readonly Fragment Prepare(Fragment values, int step, int part) => values;

    public readonly void Store(Fragment values, int part) => SharedTile.StoreAcross<TExtent>(_place, values, part);
}
