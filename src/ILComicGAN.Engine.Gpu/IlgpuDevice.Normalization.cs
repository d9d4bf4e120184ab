using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Engine.Gpu.Products;
using ILComicGAN.Engine.Memory;
using ILComicGAN.Kernels.Normalization;
using ILComicGAN.Kernels.Reduction;
using ILGPU;
using ILGPU.Runtime;

namespace ILComicGAN.Engine.Gpu;

internal sealed partial class IlgpuDevice
{
    private void NormalizationStatistics(NormalizationStatistics o)
    {
        using Temporary rowVariance = Rent((long)o.Shape.Batch * o.Shape.Channels);
        RowMoments(View(o.X), o.Shape.Batch * o.Shape.Channels, o.Shape.Spatial, View(o.Output.Mean), rowVariance.View);
        Statistics(o, rowVariance);
    }

    /// <summary>The statistics of a convolution's result whose moments its epilogue took.</summary>
    internal void Statistics(DeviceBuffer y, in MomentParts moments, in StatisticsOutput output, in NormalizationShape shape)
    {
        int rows = shape.Batch * shape.Channels;
        using Temporary rowVariance = Rent(rows);
        Moments(
            new MergedMoments(moments.Means, moments.Variances, moments.Parts, moments.Length, moments.LastLength),
            rows,
            moments.Parts,
            moments.Parts,
            View(output.Mean),
            rowVariance.View);
        Statistics(new NormalizationStatistics(y, output, shape), rowVariance);
    }

    /// <summary>The statistics of a convolution's result that is computed and stored while its moments are taken.</summary>
    /// <param name="y">The result.</param>
    /// <param name="source">Computes it: so many items of each plane.</param>
    /// <param name="items">Of a plane.</param>
    /// <param name="segment">Items of a group of threads.</param>
    /// <param name="segmentLength">Elements of a segment; of the last one are what is left.</param>
    /// <param name="output">Which statistics.</param>
    /// <param name="s">Of the convolution.</param>
    internal void Statistics<TSource>(
        DeviceBuffer y, TSource source, long items, long segment, long segmentLength, in StatisticsOutput output, in Conv2dShape s)
        where TSource : struct, IMomentSource
    {
        NormalizationShape shape = new(s.Batch, s.OutChannels, s.OutHeight * s.OutWidth);
        int rows = shape.Batch * shape.Channels;
        long parts = (items + segment - 1) / segment;
        using Temporary means = Rent(rows * parts);
        using Temporary variances = Rent(rows * parts);
        Moments(source, rows, items, segment, means.View, variances.View);
        if (parts > 1)
        {
            long last = shape.Spatial - ((parts - 1) * segmentLength);
            Statistics(y, new MomentParts(means.View, variances.View, parts, segmentLength, last), output, shape);
            return;
        }

        Statistics(y, new MomentParts(means.View, variances.View, 1, shape.Spatial, shape.Spatial), output, shape);
    }

    /// <summary>What follows from the moments of each row: means are where the output's go.</summary>
    private void Statistics(NormalizationStatistics o, Temporary rowVariance)
    {
        NormalizationSizes sizes = Sizes(o.Shape, affine: false, o.Output.Epsilon);
        int rows = o.Shape.Batch * o.Shape.Channels;
        using Temporary layerMean = Rent(o.Shape.Batch);
        using Temporary layerVariance = Rent(o.Shape.Batch);
        using Temporary deviations = Rent(2L * rows);
        using Temporary alphas = Rent(2L * o.Shape.Batch);
        if (o.Output.Kind != NormalizationKind.Instance)
        {
            Moments(
                new MergedMoments(View(o.Output.Mean), rowVariance.View, o.Shape.Channels, o.Shape.Spatial, o.Shape.Spatial),
                o.Shape.Batch,
                o.Shape.Channels,
                o.Shape.Channels,
                layerMean.View,
                layerVariance.View);
        }

        if (o.Output.Kind == NormalizationKind.Selected)
        {
            RowSums(
                rows, o.Shape.Spatial, new DeviationTerms(View(o.X), View(o.Output.Mean), layerMean.View, o.Shape.Channels, o.Shape.Spatial), deviations.View);
            RowSums(
                o.Shape.Batch, o.Shape.Channels, new AlphaTerms(deviations.View, rowVariance.View, layerVariance.View, sizes), alphas.View);
        }

        Elements(
            rows,
            new ChooseBody(
                alphas.View,
                rowVariance.View,
                layerMean.View,
                layerVariance.View,
                View(o.Output.Mean),
                View(o.Output.Rstd),
                View(o.Output.Choice),
                (int)o.Output.Kind,
                sizes));
    }

    private void Normalize(Normalize o) =>
        Planes(
            o.Shape.Batch * o.Shape.Channels,
            o.Shape.Spatial,
            new NormalizationApplyBody(
                View(o.X),
                View(o.Mean),
                View(o.Rstd),
                ViewOr(o.Gamma, o.Mean),
                ViewOr(o.Beta, o.Mean),
                ViewOr(o.Residual, o.X),
                o.Residual is null ? 0 : 1,
                View(o.Y),
                Sizes(o.Shape, o.Gamma is not null, slope: o.Activation.Slope)));

    private void Blend(BlendStatistics o)
    {
        BlendViews views = new()
        {
            Mean = View(o.Mean), Rstd = View(o.Rstd), Share = View(o.Share), BlendedMean = View(o.BlendedMean), Scale = View(o.Scale),
        };
        Launch(
            typeof(BlendStatisticsKernel),
            new KernelConfig(new Index3D(o.Batch, 1, 1), new Index3D(BlendStatisticsKernel.Threads, 1, 1)),
            BlendStatisticsKernel.Run,
            views,
            o.Channels);
    }

    private void NormalizationBackward(NormalizationBackward o)
    {
        NormalizationSizes sizes = Sizes(o.Shape, o.Gamma is not null, slope: o.Activation.Slope);
        int rows = o.Shape.Batch * o.Shape.Channels;
        (ArrayView<float> gammas, ArrayView<float> betas) = (ViewOr(o.Gamma, o.Mean), ViewOr(o.Beta, o.Mean));
        using Temporary sums = Rent(2L * rows);
        using Temporary meanU = Rent(rows);
        using Temporary meanUX = Rent(rows);
        RowSums(rows, o.Shape.Spatial, new GatedTerms(View(o.G), View(o.X), View(o.Mean), View(o.Rstd), gammas, betas, sizes), sums.View);
        (ArrayView<float> sumH, ArrayView<float> sumHX) = (sums.View, sums.View.SubView(rows));
        if (o.GGamma is not null && o.GBeta is not null)
        {
            Elements(o.Shape.Channels, new ChannelSumBody(sumHX, View(o.GGamma), o.Shape.Batch, o.Shape.Channels));
            Elements(o.Shape.Channels, new ChannelSumBody(sumH, View(o.GBeta), o.Shape.Batch, o.Shape.Channels));
        }

        Elements(rows, new GroupMeanBody(sumH, View(o.Choice), gammas, meanU.View, sizes));
        Elements(rows, new GroupMeanBody(sumHX, View(o.Choice), gammas, meanUX.View, sizes));
        Planes(
            rows,
            o.Shape.Spatial,
            new NormalizationBackwardBody(
                View(o.G), View(o.X), View(o.Mean), View(o.Rstd), gammas, betas, meanU.View, meanUX.View, View(o.Gx), sizes));
    }

    private void NormalizationDoubleBackward(NormalizationDoubleBackward o)
    {
        NormalizationSizes sizes = Sizes(o.Shape, affine: false);
        int rows = o.Shape.Batch * o.Shape.Channels;
        using Temporary sums = Rent(5L * rows);
        using Temporary means = Rent(5L * rows);
        RowSums(
            rows, o.Shape.Spatial, new SecondOrderTerms(View(o.G), View(o.V), View(o.X), View(o.Mean), View(o.Rstd), o.Shape.Spatial), sums.View);
        for (int i = 0; i < 5; i++)
        {
            Elements(rows, new GroupMeanBody(Part(sums, i), View(o.Choice), View(o.Mean), Part(means, i), sizes));
        }

        RowMeans all = new() { G = Part(means, 0), A = Part(means, 1), V = Part(means, 2), B = Part(means, 3), C = Part(means, 4) };
        Planes(
            rows,
            o.Shape.Spatial,
            new NormalizationDoubleBackwardBody(View(o.V), View(o.G), View(o.X), View(o.Mean), View(o.Rstd), all, View(o.Gx), sizes));

        ArrayView<float> Part(Temporary whole, int index) => whole.View.SubView((long)index * rows, rows);
    }

    private static NormalizationSizes Sizes(in NormalizationShape s, bool affine, double epsilon = 0, double slope = 1) => new()
    {
        Batch = s.Batch,
        Channels = s.Channels,
        Spatial = s.Spatial,
        Epsilon = (float)epsilon,
        Slope = (float)slope,
        Affine = affine ? 1 : 0,
    };
}
