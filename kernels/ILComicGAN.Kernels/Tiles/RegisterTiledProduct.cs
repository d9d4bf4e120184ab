using ILGPU;

namespace ILComicGAN.Kernels.Tiles;

/// <summary>
/// C = A·B by tiles: a group stages 16 columns of A and 16 rows of B in shared memory, and its core adds their
/// products to the part of C that each thread keeps in registers. The matrix product and all three forms
/// of the convolution are this kernel with other operands and targets (implicit GEMM).
/// </summary>
/// <remarks>
/// Compute-bound.
/// The next tile's global reads are under way while the present one is multiplied.
/// </remarks>
internal static class RegisterTiledProduct
{
    /// <summary>
    /// How many groups a multiprocessor must hold at once: asked for two, ptxas keeps 256 threads within 128 registers
    /// without spilling where the operands need few, and a second group hides what the first one waits for.
    /// </summary>
    public static int LeastGroups<TRows, TCore, TA, TB>()
        where TRows : struct, IExtent
        where TCore : struct, IProductCore
        where TA : struct, IOperand
        where TB : struct, IOperand => default(TRows).Threads == 256 && default(TCore).FitsTwice(Need<TA, TB>()) ? 2 : 1;

    /// <summary>Grid: (column tiles, row tiles, slices); group: all threads in x.</summary>
    public static void Run<TRows, TColumns, TCore, TA, TB, TC>(TA a, TB b, TC c, ProductSteps steps)
        where TRows : struct, IExtent
        where TColumns : struct, IExtent
        where TCore : struct, IProductCore
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
        TCore core = default;
        core.Begin(thread, tileA, tileB);

        Staged<TA, TCore> nextA = default;
        Staged<TB, TCore> nextB = default;
        if (default(TCore).LoadsEarly(Need<TA, TB>()))
        {
            nextA.Load(a, first);
            nextB.Load(b, first);
        }

        int step = first;
        for (int rounds = last - first + 1; rounds > 0; rounds--)
        {
            if (!default(TCore).LoadsEarly(Need<TA, TB>()))
            {
                nextA.Load(a, step);
                nextB.Load(b, step);
            }

            // At the head of the loop, where nothing can pass it: ILGPU moves reads down to where they are used, also past a
            // barrier, and one at the end of the loop ended up before the reads that it should keep from the next stores.
            Group.Barrier();
            nextA.Store(a, step);
            nextB.Store(b, step);
            step++;
            Group.Barrier();
            if (default(TCore).LoadsEarly(Need<TA, TB>()))
            {
                // The last round reads its own tile once more, or one that is there for this: cheaper than a branch.
                nextA.Load(a, default(TA).HasTileAfterLast ? step : Math.Min(step, last));
                nextB.Load(b, default(TB).HasTileAfterLast ? step : Math.Min(step, last));
            }

            core.Multiply();
        }

        int row = Grid.IdxY * default(TRows).Width;
        int column = Grid.IdxX * default(TColumns).Width;
        TileMoments moments = new(tileA.Cast<float>(), tileB.Cast<float>(), default(TRows).Width + 4, row, c.Columns - column);
        // All groups pass both barriers, whether or not they take moments: a barrier that only some of them reach makes a
        // compiler for processors copy all that comes after it.
        if (c.MayTakeMoments)
        {
            // The last products are done with the tiles.
            Group.Barrier();
        }

        core.Write(c, moments, slice, row, column);
        if (c.MayTakeMoments)
        {
            Group.Barrier();
            for (int i = c.TakesMoments ? thread : default(TRows).Width; i < default(TRows).Width; i += default(TRows).Threads)
            {
                c.StoreMoments(slice, row + i, Grid.IdxX, moments.Merged<TCore>(row + i));
            }
        }
    }

    private static RegisterNeed Need<TA, TB>()
        where TA : struct, IOperand
        where TB : struct, IOperand => default(TA).Registers > default(TB).Registers ? default(TA).Registers : default(TB).Registers;
}
