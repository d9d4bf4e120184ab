using ILComicGAN.Engine.Memory;
using ILComicGAN.Kernels;
using ILGPU;

namespace ILComicGAN.Engine.Devices.Ilgpu;

internal sealed partial class IlgpuDevice
{
    public override void NormalizationStatistics(
        DeviceBuffer x,
        DeviceBuffer mean,
        DeviceBuffer rstd,
        DeviceBuffer choice,
        NormalizationKind kind,
        in NormalizationShape shape)
    {
        NormalizationSizes sizes = Sizes(shape, affine: false);
        int rows = shape.Batch * shape.Channels;
        using Temporary rowVariance = Rent(rows);
        using Temporary layerMean = Rent(shape.Batch);
        using Temporary layerVariance = Rent(shape.Batch);
        using Temporary deviations = Rent(2L * rows);
        using Temporary alphas = Rent(2L * shape.Batch);
        RowMoments(View(x), rows, shape.Spatial, View(mean), rowVariance.View);
        if (kind != NormalizationKind.Instance)
        {
            Moments(
                new MergedMoments(View(mean), rowVariance.View, shape.Channels, shape.Spatial, shape.Spatial),
                shape.Batch,
                shape.Channels,
                shape.Channels,
                layerMean.View,
                layerVariance.View);
        }

        if (kind == NormalizationKind.Selected)
        {
            RowSums(
                rows, shape.Spatial, new DeviationTerms(View(x), View(mean), layerMean.View, shape.Channels, shape.Spatial), deviations.View);
            RowSums(
                shape.Batch, shape.Channels, new AlphaTerms(deviations.View, rowVariance.View, layerVariance.View, sizes), alphas.View);
        }

        Elements(
            rows,
            new ChooseBody(
                alphas.View,
                rowVariance.View,
                layerMean.View,
                layerVariance.View,
                View(mean),
                View(rstd),
                View(choice),
                (int)kind,
                sizes));
    }

    public override void NormalizationApply(
        DeviceBuffer x,
        DeviceBuffer mean,
        DeviceBuffer rstd,
        DeviceBuffer? gamma,
        DeviceBuffer? beta,
        DeviceBuffer y,
        in NormalizationShape shape) =>
        Planes(
            shape.Batch * shape.Channels,
            shape.Spatial,
            new NormalizationApplyBody(
                View(x), View(mean), View(rstd), ViewOr(gamma, mean), ViewOr(beta, mean), View(y), Sizes(shape, gamma is not null)));

    public override void NormalizationBackward(
        DeviceBuffer g,
        DeviceBuffer x,
        DeviceBuffer mean,
        DeviceBuffer rstd,
        DeviceBuffer choice,
        DeviceBuffer? gamma,
        DeviceBuffer? beta,
        DeviceBuffer gx,
        DeviceBuffer? ggamma,
        DeviceBuffer? gbeta,
        in NormalizationShape shape)
    {
        NormalizationSizes sizes = Sizes(shape, gamma is not null);
        int rows = shape.Batch * shape.Channels;
        (ArrayView<float> gammas, ArrayView<float> betas) = (ViewOr(gamma, mean), ViewOr(beta, mean));
        using Temporary sums = Rent(2L * rows);
        using Temporary meanU = Rent(rows);
        using Temporary meanUX = Rent(rows);
        RowSums(rows, shape.Spatial, new GatedTerms(View(g), View(x), View(mean), View(rstd), gammas, betas, sizes), sums.View);
        (ArrayView<float> sumH, ArrayView<float> sumHX) = (sums.View, sums.View.SubView(rows));
        if (ggamma is not null && gbeta is not null)
        {
            Elements(shape.Channels, new ChannelSumBody(sumHX, View(ggamma), shape.Batch, shape.Channels));
            Elements(shape.Channels, new ChannelSumBody(sumH, View(gbeta), shape.Batch, shape.Channels));
        }

        Elements(rows, new GroupMeanBody(sumH, View(choice), gammas, meanU.View, sizes));
        Elements(rows, new GroupMeanBody(sumHX, View(choice), gammas, meanUX.View, sizes));
        Planes(
            rows,
            shape.Spatial,
            new NormalizationBackwardBody(
                View(g), View(x), View(mean), View(rstd), gammas, betas, meanU.View, meanUX.View, View(gx), sizes));
    }

    public override void NormalizationDoubleBackward(
        DeviceBuffer v,
        DeviceBuffer g,
        DeviceBuffer x,
        DeviceBuffer mean,
        DeviceBuffer rstd,
        DeviceBuffer choice,
        DeviceBuffer gx,
        in NormalizationShape shape)
    {
        NormalizationSizes sizes = Sizes(shape with { Slope = 1 }, affine: false);
        int rows = shape.Batch * shape.Channels;
        using Temporary sums = Rent(5L * rows);
        using Temporary means = Rent(5L * rows);
        RowSums(
            rows, shape.Spatial, new SecondOrderTerms(View(g), View(v), View(x), View(mean), View(rstd), shape.Spatial), sums.View);
        for (int i = 0; i < 5; i++)
        {
            Elements(rows, new GroupMeanBody(Part(sums, i), View(choice), View(mean), Part(means, i), sizes));
        }

        RowMeans all = new() { G = Part(means, 0), A = Part(means, 1), V = Part(means, 2), B = Part(means, 3), C = Part(means, 4) };
        Planes(
            rows,
            shape.Spatial,
            new NormalizationDoubleBackwardBody(View(v), View(g), View(x), View(mean), View(rstd), all, View(gx), sizes));

        ArrayView<float> Part(Temporary whole, int index) => whole.View.SubView((long)index * rows, rows);
    }

    private static NormalizationSizes Sizes(in NormalizationShape s, bool affine) => new()
    {
        Batch = s.Batch,
        Channels = s.Channels,
        Spatial = s.Spatial,
        Epsilon = (float)s.Epsilon,
        Slope = (float)s.Slope,
        Affine = affine ? 1 : 0,
    };
}
