using ILComicGAN.Kernels.Reduction;
using ILGPU;

namespace ILComicGAN.Kernels.Normalization;

/// <summary>
/// Mean and biased variance of rows in one pass over the data, a group of threads for each segment of a row.
/// Memory-bound.
/// </summary>
internal static class MomentsKernel
{
    /// <summary>Grid: (segments, rows); results [row, segment].</summary>
    public static void Run<TSource>(TSource source, ArrayView<float> mean, ArrayView<float> variance, RowSumSizes sizes)
        where TSource : struct, IMomentSource
    {
        ArrayView<float> counts = SharedMemory.Allocate<float>(RowSumsKernel.MostThreads);
        ArrayView<float> means = SharedMemory.Allocate<float>(RowSumsKernel.MostThreads);
        ArrayView<float> squares = SharedMemory.Allocate<float>(RowSumsKernel.MostThreads);
        int thread = Group.IdxX;
        int segment = Grid.IdxX;
        long end = Math.Min((segment + 1L) * sizes.Segment, sizes.Length);
        for (int row = Grid.IdxY; row < sizes.Rows; row += Grid.DimY)
        {
            Moments own = source.Gather(row, (segment * sizes.Segment) + thread, end, Group.DimX);
            counts[thread] = own.Count;
            means[thread] = own.Mean;
            squares[thread] = own.Squares;
            Group.Barrier();
            for (int width = Group.DimX >> 1; width > 0; width >>= 1)
            {
                if (thread < width)
                {
                    int other = thread + width;
                    own = Moments.Merge(own, new Moments { Count = counts[other], Mean = means[other], Squares = squares[other] });
                    counts[thread] = own.Count;
                    means[thread] = own.Mean;
                    squares[thread] = own.Squares;
                }

                Group.Barrier();
            }

            if (thread == 0)
            {
                long at = ((long)row * Grid.DimX) + segment;
                mean[at] = own.Mean;
                variance[at] = own.Squares / own.Count;
            }

            Group.Barrier();
        }
    }
}
