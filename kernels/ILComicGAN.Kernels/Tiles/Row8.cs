using ILGPU;

namespace ILComicGAN.Kernels.Tiles;

/// <summary>Eight columns, four and four, so that a warp reads each four without bank conflicts.</summary>
internal struct Row8 : IAccumulatorRow<Row8>
{
    private Float4 _low, _high;

    public readonly int Words => 2;

    public readonly Row8 Load(ArrayView<Float4> tile, int row) =>
        new() { _low = tile[row], _high = tile[row + Tile.ThreadsAcross] };

    public void Fma(float a, Row8 b)
    {
        _low.Fma(a, b._low);
        _high.Fma(a, b._high);
    }

    public readonly Float4 Word(int index) => index == 0 ? _low : _high;
}
