using ILComicGAN.Kernels.Tiles;
using ILGPU;

namespace ILComicGAN.Kernels.MatrixProduct;

/// <summary>A matrix of any strides and sizes, element by element: where rows do not begin at 16-byte addresses.</summary>
internal struct StridedOperand<TExtent>(
    ArrayView<float> matrix, int count, int k, long positionStride, long kStride, long batchStride) : IOperand
    where TExtent : struct, IExtent
{
    private readonly ArrayView<float> _matrix = matrix;
    private readonly int _count = count;
    private readonly int _k = k;
    private readonly long _positionStride = positionStride;
    private readonly long _kStride = kStride;
    private readonly long _batchStride = batchStride;
    private int _firstK;
    private int _end;
    private ArrayView<float> _position;
    private ArrayView<float> _place;

    public readonly int Parts => SharedTile.Parts<TExtent>();

    public readonly RegisterNeed Registers => RegisterNeed.Many;

    public readonly bool HasTileAfterLast => false;

    public void Begin(int thread, int origin, int batch, ArrayView<Float4> tile)
    {
        int position = origin + SharedTile.PositionAlongK<TExtent>(thread);
        bool inside = position < _count;
        _firstK = SharedTile.FirstAlongK<TExtent>(thread, 0);
        _place = SharedTile.PlaceAlongK<TExtent>(tile, thread);
        _end = inside ? _k : 0;
        _position = _matrix.SubView((batch * _batchStride) + (inside ? position * _positionStride : 0L));
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

    private readonly float At(int k) => k < _end ? _position[k * _kStride] : 0f;
}
