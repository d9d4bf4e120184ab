using ILGPU;

namespace ILComicGAN.Kernels;

/// <summary>
/// C = A·B by tiles: a group stages 16 columns of A and 16 rows of B in shared memory, and each thread adds their
/// products into the rows and columns of C that it keeps in registers. The matrix product and all three forms
/// of the convolution are this kernel with other operands and targets (implicit GEMM).
/// </summary>
/// <remarks>
/// Compute-bound: per summed index a thread does 128, 64 or 32 multiply-adds for six, four or three 128-bit reads of
/// shared memory.
/// The next tile's global reads are under way while the present one is multiplied. The sixteen steps are written out,
/// the bases are taken once, and all offsets are constants, since neither ILGPU nor ptxas unrolls the loop.
/// </remarks>
internal static class RegisterTiledProduct
{
    /// <summary>Grid: (column tiles, row tiles, slices); group: all threads in x.</summary>
    public static void Run<TRows, TColumns, TSums, TRow, TA, TB, TC>(TA a, TB b, TC c, ProductSteps steps)
        where TRows : struct, IExtent
        where TColumns : struct, IExtent
        where TSums : struct, ISums<TRow>
        where TRow : struct, IAccumulatorRow<TRow>
        where TA : struct, IOperand
        where TB : struct, IOperand
        where TC : struct, ITarget
    {
        ArrayView<Float4> tileA = SharedMemory.Allocate<Float4>(Tile.Depth * ((default(TRows).Width / 4) + 1));
        ArrayView<Float4> tileB = SharedMemory.Allocate<Float4>(Tile.Depth * ((default(TColumns).Width / 4) + 1));
        int thread = Group.IdxX;
        int slice = Grid.IdxZ;
        int batch = slice / steps.Splits;
        int first = (slice - (batch * steps.Splits)) * steps.PerSplit;
        int last = Math.Min(first + steps.PerSplit, steps.Count) - 1;
        a.Begin(thread, Grid.IdxY * default(TRows).Width, batch, tileA);
        b.Begin(thread, Grid.IdxX * default(TColumns).Width, batch, tileB);
        int across = thread & (Tile.ThreadsAcross - 1);
        int down = thread >> Tile.LogThreadsAcross;
        Kept kept = Kept.Through(tileA.Cast<int>(), thread, down, across);
        ArrayView<Float4> rows = tileA.SubView(kept.First);
        ArrayView<Float4> columns = tileB.SubView(kept.Second);

        TSums sums = default;
        bool early = default(TSums).LoadsEarly;
        Staged<TA> nextA = default;
        Staged<TB> nextB = default;
        if (early)
        {
            nextA.Load(a, first);
            nextB.Load(b, first);
        }

        int step = first;
        for (int rounds = last - first + 1; rounds > 0; rounds--)
        {
            if (!early)
            {
                nextA.Load(a, step);
                nextB.Load(b, step);
                Group.Barrier();
            }

            nextA.Store(a);
            nextB.Store(b);
            step++;
            Group.Barrier();
            if (early)
            {
                // The last round reads its own tile once more, or one that is there for this: cheaper than a branch.
                nextA.Load(a, default(TA).HasTileAfterLast ? step : Math.Min(step, last));
                nextB.Load(b, default(TB).HasTileAfterLast ? step : Math.Min(step, last));
            }

            Multiply<TRows, TColumns, TSums, TRow>(rows, columns, ref sums, 0);
            Multiply<TRows, TColumns, TSums, TRow>(rows, columns, ref sums, 1);
            Multiply<TRows, TColumns, TSums, TRow>(rows, columns, ref sums, 2);
            Multiply<TRows, TColumns, TSums, TRow>(rows, columns, ref sums, 3);
            Multiply<TRows, TColumns, TSums, TRow>(rows, columns, ref sums, 4);
            Multiply<TRows, TColumns, TSums, TRow>(rows, columns, ref sums, 5);
            Multiply<TRows, TColumns, TSums, TRow>(rows, columns, ref sums, 6);
            Multiply<TRows, TColumns, TSums, TRow>(rows, columns, ref sums, 7);
            Multiply<TRows, TColumns, TSums, TRow>(rows, columns, ref sums, 8);
            Multiply<TRows, TColumns, TSums, TRow>(rows, columns, ref sums, 9);
            Multiply<TRows, TColumns, TSums, TRow>(rows, columns, ref sums, 10);
            Multiply<TRows, TColumns, TSums, TRow>(rows, columns, ref sums, 11);
            Multiply<TRows, TColumns, TSums, TRow>(rows, columns, ref sums, 12);
            Multiply<TRows, TColumns, TSums, TRow>(rows, columns, ref sums, 13);
            Multiply<TRows, TColumns, TSums, TRow>(rows, columns, ref sums, 14);
            Multiply<TRows, TColumns, TSums, TRow>(rows, columns, ref sums, 15);
            if (early)
            {
                Group.Barrier();
            }
        }

        int rowStep = default(TRows).Width / default(TSums).Words;
        sums.Write(
            c,
            slice,
            (Grid.IdxY * default(TRows).Width) + (down * 4),
            rowStep,
            (Grid.IdxX * default(TColumns).Width) + (across * 4));
    }

    private static void Multiply<TRows, TColumns, TSums, TRow>(
        ArrayView<Float4> rows, ArrayView<Float4> columns, ref TSums sums, int k)
        where TRows : struct, IExtent
        where TColumns : struct, IExtent
        where TSums : struct, ISums<TRow>
        where TRow : struct, IAccumulatorRow<TRow> =>
        sums.Fma(
            rows.SubView(k * ((default(TRows).Width / 4) + 1)),
            default(TRows).Width / (4 * default(TSums).Words),
            default(TRow).Load(columns, k * ((default(TColumns).Width / 4) + 1)));
}
