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
        int rows = shape.Batch * shape.Channels;
        using Temporary rowVariance = Rent(rows);
        using Temporary rowAbsolute = Rent(rows);
        using Temporary layerAbsolute = Rent(rows);
        using Temporary layerMean = Rent(shape.Batch);
        using Temporary layerVariance = Rent(shape.Batch);
        Elements(rows, new RowMomentsBody(View(x), View(mean), rowVariance.View, rowAbsolute.View, shape.Spatial));
        Elements(
            shape.Batch,
            new LayerMomentsBody(View(mean), rowVariance.View, layerMean.View, layerVariance.View, shape.Channels));
        if (kind == NormalizationKind.Selected)
        {
            Elements(rows, new RowDeviationBody(View(x), layerMean.View, layerAbsolute.View, shape.Channels, shape.Spatial));
        }

        Elements(
            shape.Batch,
            new ChooseBody(
                rowVariance.View,
                rowAbsolute.View,
                layerAbsolute.View,
                layerMean.View,
                layerVariance.View,
                View(mean),
                View(rstd),
                View(choice),
                (int)kind,
                Sizes(shape, affine: false)));
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
        using Temporary sumH = Rent(rows);
        using Temporary sumHX = Rent(rows);
        using Temporary meanU = Rent(rows);
        using Temporary meanUX = Rent(rows);
        Elements(
            rows,
            new GatedSumsBody(View(g), View(x), View(mean), View(rstd), gammas, betas, sumH.View, sumHX.View, sizes));
        if (ggamma is not null && gbeta is not null)
        {
            Elements(shape.Channels, new ChannelSumBody(sumHX.View, View(ggamma), shape.Batch, shape.Channels));
            Elements(shape.Channels, new ChannelSumBody(sumH.View, View(gbeta), shape.Batch, shape.Channels));
        }

        Elements(rows, new GroupMeanBody(sumH.View, View(choice), gammas, meanU.View, sizes));
        Elements(rows, new GroupMeanBody(sumHX.View, View(choice), gammas, meanUX.View, sizes));
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
        using Temporary sums = Rent(rows);
        using Temporary products = Rent(rows);
        using Temporary ofG = Rent(rows);
        using Temporary ofGX = Rent(rows);
        using Temporary ofV = Rent(rows);
        using Temporary ofVX = Rent(rows);
        using Temporary ofGV = Rent(rows);
        Means(g, ofG, ofGX);
        Means(v, ofV, ofVX);
        Elements(rows, new ProductSumBody(View(g), View(v), sums.View, shape.Spatial));
        Elements(rows, new GroupMeanBody(sums.View, View(choice), View(mean), ofGV.View, sizes));
        RowMeans means = new() { G = ofG.View, A = ofGX.View, V = ofV.View, B = ofVX.View, C = ofGV.View };
        Planes(
            rows,
            shape.Spatial,
            new NormalizationDoubleBackwardBody(View(v), View(g), View(x), View(mean), View(rstd), means, View(gx), sizes));

        void Means(DeviceBuffer values, Temporary plain, Temporary withX)
        {
            Elements(
                rows,
                new GatedSumsBody(
                    View(values), View(x), View(mean), View(rstd), View(mean), View(mean), sums.View, products.View, sizes));
            Elements(rows, new GroupMeanBody(sums.View, View(choice), View(mean), plain.View, sizes));
            Elements(rows, new GroupMeanBody(products.View, View(choice), View(mean), withX.View, sizes));
        }
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
