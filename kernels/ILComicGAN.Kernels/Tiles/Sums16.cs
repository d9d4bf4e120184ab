using ILGPU;

namespace ILComicGAN.Kernels;

/// <summary>Sixteen rows of C: fewer reads of shared memory for each multiplication, at some 200 registers.</summary>
internal struct Sums16<TRow> : ISums<TRow>
    where TRow : struct, IAccumulatorRow<TRow>
{
    private Sums8<TRow> _upper, _lower;

    public readonly int Words => 4;

    public readonly bool LoadsEarly => false;

    public void Fma(ArrayView<Float4> column, int step, TRow b)
    {
        _upper.Fma(column, step, b);
        _lower.Fma(column.SubView(2 * step), step, b);
    }

    public readonly void Write<TC>(TC c, int slice, int row, int rowStep, int column)
        where TC : struct, ITarget
    {
        _upper.Write(c, slice, row, rowStep, column);
        _lower.Write(c, slice, row + (2 * rowStep), rowStep, column);
    }
}
