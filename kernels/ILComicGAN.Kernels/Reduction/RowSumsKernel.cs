using ILGPU;

namespace ILComicGAN.Kernels.Reduction;

/// <summary>
/// Sums over rows, a group of threads for each segment of a row: every element is read once, neighbors by neighbors.
/// Memory-bound. Long rows are cut into segments whose sums are rows of a second launch.
/// </summary>
internal static class RowSumsKernel
{
    /// <summary>The most threads of a group.</summary>
    public const int MostThreads = 256;

    /// <summary>Grid: (segments, rows); results [sum, row, segment].</summary>
    public static void Run<TTerms, TGroupSum>(TTerms terms, ArrayView<float> results, RowSumSizes sizes)
        where TTerms : struct, IRowTerms
        where TGroupSum : struct, IGroupSum
    {
        ArrayView<float> memory = SharedMemory.Allocate<float>(MostThreads);
        int segment = Grid.IdxX;
        long end = Math.Min((segment + 1L) * sizes.Segment, sizes.Length);
        for (int row = Grid.IdxY; row < sizes.Rows; row += Grid.DimY)
        {
            RowSums sums = default;
            for (long i = (segment * sizes.Segment) + Group.IdxX; i < end; i += Group.DimX)
            {
                terms.Add(ref sums, row, i);
            }

            long at = ((long)row * Grid.DimX) + segment;
            long step = (long)sizes.Rows * Grid.DimX;
            Finish<TGroupSum>(sums.A, memory, results, at);
            if (default(TTerms).Count > 1)
            {
                Finish<TGroupSum>(sums.B, memory, results, at + step);
            }

            if (default(TTerms).Count > 2)
            {
                Finish<TGroupSum>(sums.C, memory, results, at + (2 * step));
            }

            if (default(TTerms).Count > 3)
            {
                Finish<TGroupSum>(sums.D, memory, results, at + (3 * step));
            }

            if (default(TTerms).Count > 4)
            {
                Finish<TGroupSum>(sums.E, memory, results, at + (4 * step));
            }
        }
    }

    private static void Finish<TGroupSum>(CompensatedSum sum, ArrayView<float> memory, ArrayView<float> results, long at)
        where TGroupSum : struct, IGroupSum
    {
        float total = default(TGroupSum).Sum(sum.Value, memory);
        if (Group.IdxX == 0)
        {
            results[at] = total;
        }
    }
}
