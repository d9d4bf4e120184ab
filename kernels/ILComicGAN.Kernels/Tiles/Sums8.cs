using ILComicGAN.Kernels.Normalization;
using ILGPU;

namespace ILComicGAN.Kernels.Tiles;

/// <summary>Eight rows of C. A struct of scalars stays in registers; an array would live in local memory.</summary>
internal struct Sums8<TRow> : ISums<TRow>
    where TRow : struct, IAccumulatorRow<TRow>
{
    // Public: the compiler does not see that the rows' own method assigns them.
    public TRow R0, R1, R2, R3, R4, R5, R6, R7;

    public readonly int Words => 2;

    public readonly bool LoadsEarly(RegisterNeed need) => true;

    public void Fma(ArrayView<Float4> column, int step, TRow b)
    {
        Float4 upper = column[0];
        Float4 lower = column[step];
        R0.Fma(upper.X, b);
        R1.Fma(upper.Y, b);
        R2.Fma(upper.Z, b);
        R3.Fma(upper.W, b);
        R4.Fma(lower.X, b);
        R5.Fma(lower.Y, b);
        R6.Fma(lower.Z, b);
        R7.Fma(lower.W, b);
    }

    public readonly void Write<TC>(TC c, TileMoments moments, int slice, int row, int rowStep, int column)
        where TC : struct, ITarget
    {
        WriteRow(c, moments, slice, row, column, R0);
        WriteRow(c, moments, slice, row + 1, column, R1);
        WriteRow(c, moments, slice, row + 2, column, R2);
        WriteRow(c, moments, slice, row + 3, column, R3);
        WriteRow(c, moments, slice, row + rowStep, column, R4);
        WriteRow(c, moments, slice, row + rowStep + 1, column, R5);
        WriteRow(c, moments, slice, row + rowStep + 2, column, R6);
        WriteRow(c, moments, slice, row + rowStep + 3, column, R7);
    }

    private static void WriteRow<TC>(TC c, TileMoments moments, int slice, int row, int column, TRow sums)
        where TC : struct, ITarget
    {
        Float4 low = c.Store(slice, row, column, sums.Word(0));
        Float4 high = default;
        if (default(TRow).Words > 1)
        {
            high = c.Store(slice, row, column + (4 * Tile.ThreadsAcross), sums.Word(1));
        }

        if (c.TakesMoments)
        {
            int slot = Group.IdxX & (Tile.ThreadsAcross - 1);
            Moments own = TileMoments.Of(low, moments.Existing(4 * slot));
            if (default(TRow).Words > 1)
            {
                own = Moments.Merge(own, TileMoments.Of(high, moments.Existing(4 * (slot + Tile.ThreadsAcross))));
            }

            moments.Put(slot, row, own);
        }
    }
}
