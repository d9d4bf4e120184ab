using ILGPU;

namespace ILComicGAN.Kernels.Tiles;

/// <summary>Sixteen rows of C: fewer reads of shared memory for each multiplication, at some 210 registers.</summary>
internal struct Sums16<TRow> : ISums<TRow>
    where TRow : struct, IAccumulatorRow<TRow>
{
    private Sums8<TRow> _upper, _lower;

    public readonly int Words => 4;

    public readonly bool LoadsEarly(RegisterNeed need) => need < RegisterNeed.Many;

    public void Fma(ArrayView<Float4> column, int step, TRow b)
    {
        _upper.Fma(column, step, b);
        _lower.Fma(column.SubView(2 * step), step, b);
    }

    public readonly void Write<TC>(TC c, TileMoments moments, int slice, int row, int rowStep, int column)
        where TC : struct, ITarget
    {
        _upper.Write(c, moments, slice, row, rowStep, column);
        _lower.Write(c, moments, slice, row + (2 * rowStep), rowStep, column);
    }
}
