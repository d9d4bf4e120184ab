using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Engine.Memory;
using ILComicGAN.Kernels.Normalization;
using ILComicGAN.Kernels.Reduction;
using ILGPU;
using ILGPU.Runtime;

namespace ILComicGAN.Engine.Gpu;

internal sealed partial class IlgpuDevice
{
    /// <summary>What a group adds up: 64 elements for each of its threads. By sizes only, so that all devices add alike.</summary>
    internal const long LongestSegment = 16_384;

    private void Sum(DeviceBuffer x, DeviceBuffer y, long outer, long count, long inner)
    {
        if (inner == 1 && outer <= int.MaxValue)
        {
            RowSums((int)outer, count, new PlainTerms(View(x), count), View(y));
            return;
        }

        // One thread for each result reads beside its neighbor; few results with long sums are cut into parts first.
        long parts = outer * inner < 4096 ? Math.Clamp(count / 64, 1, 256) : 1;
        if (parts == 1)
        {
            Elements(outer * inner, new SumBody(View(x), View(y), count, inner, count));
            return;
        }

        long part = (count + parts - 1) / parts;
        parts = (count + part - 1) / part;
        using Temporary partial = Rent(outer * parts * inner);
        Elements(outer * parts * inner, new SumBody(View(x), partial.View, count, inner, part));
        Elements(outer * inner, new SumBody(partial.View, View(y), parts, inner, parts));
    }

    /// <summary>results[sum, row] = the terms' sums over each row.</summary>
    internal void RowSums<TTerms>(int rows, long length, TTerms terms, ArrayView<float> results)
        where TTerms : struct, IRowTerms
    {
        long segments = (length + LongestSegment - 1) / LongestSegment;
        if (segments == 1)
        {
            LaunchRowSums(rows, length, terms, results);
            return;
        }

        int count = default(TTerms).Count;
        using Temporary partial = Rent(count * rows * segments);
        LaunchRowSums(rows, length, terms, partial.View);
        RowSums(count * rows, segments, new PlainTerms(partial.View, segments), results);
    }

    private void LaunchRowSums<TTerms>(int rows, long length, TTerms terms, ArrayView<float> results)
        where TTerms : struct, IRowTerms
    {
        RowSumSizes sizes = new() { Rows = rows, Length = length, Segment = LongestSegment };
        (Index2D grid, int threads) = RowGrid(rows, length);
        using KernelSpan span = new(this, typeof(TTerms));
        if (_hasShuffles)
        {
            Kernel(
                typeof((TTerms, ShuffleGroupSum)),
                () => _accelerator.LoadKernel<TTerms, ArrayView<float>, RowSumSizes>(RowSumsKernel.Run<TTerms, ShuffleGroupSum>))(
                _stream, new KernelConfig(grid, new Index2D(threads, 1)), terms, results, sizes);
        }
        else
        {
            Kernel(
                typeof((TTerms, TreeGroupSum)),
                () => _accelerator.LoadKernel<TTerms, ArrayView<float>, RowSumSizes>(RowSumsKernel.Run<TTerms, TreeGroupSum>))(
                _stream, new KernelConfig(grid, new Index2D(threads, 1)), terms, results, sizes);
        }
    }

    /// <summary>Mean and variance of each row, long rows by segments.</summary>
    private void RowMoments(ArrayView<float> x, int rows, long length, ArrayView<float> mean, ArrayView<float> variance)
    {
        long segments = (length + LongestSegment - 1) / LongestSegment;
        if (segments == 1)
        {
            Moments(new ElementMoments(x, length), rows, length, LongestSegment, mean, variance);
            return;
        }

        using Temporary means = Rent(rows * segments);
        using Temporary variances = Rent(rows * segments);
        Moments(new ElementMoments(x, length), rows, length, LongestSegment, means.View, variances.View);
        Moments(
            new MergedMoments(means.View, variances.View, segments, LongestSegment, length - ((segments - 1) * LongestSegment)),
            rows,
            segments,
            segments,
            mean,
            variance);
    }

    private void Moments<TSource>(
        TSource source, int rows, long length, long segment, ArrayView<float> mean, ArrayView<float> variance)
        where TSource : struct, IMomentSource
    {
        RowSumSizes sizes = new() { Rows = rows, Length = length, Segment = segment };
        (Index2D grid, int threads) = RowGrid(rows, length);
        using KernelSpan span = new(this, typeof(TSource));
        grid = new((int)((length + segment - 1) / segment), grid.Y);
        Kernel(
            typeof((TSource, MomentsTag)),
            () => _accelerator.LoadKernel<TSource, ArrayView<float>, ArrayView<float>, RowSumSizes>(MomentsKernel.Run))(
            _stream, new KernelConfig(grid, new Index2D(threads, 1)), source, mean, variance, sizes);
    }

    private (Index2D Grid, int Threads) RowGrid(int rows, long length)
    {
        int threads = Math.Min(_groupSize, length <= 64 ? 32 : length <= 1024 ? 128 : RowSumsKernel.MostThreads);
        return (new((int)((length + LongestSegment - 1) / LongestSegment), Math.Min(rows, 65_535)), threads);
    }

    private readonly struct MomentsTag;
}
