using ILComicGAN.Engine.Devices;

namespace ILComicGAN.Engine.Operations;

/// <summary>What a normalization found in its input, per sample and channel, and which branch each sample takes.</summary>
/// <param name="Mean">μ [N, C].</param>
/// <param name="ReciprocalDeviation">1/√(σ² + ε) [N, C].</param>
/// <param name="Choice">1 for instance, 0 for layer normalization [N].</param>
/// <param name="Sizes">N, C, S, ε; the slope is 1.</param>
internal sealed record NormalizationStatistics(
    Tensor Mean, Tensor ReciprocalDeviation, Tensor Choice, NormalizationShape Sizes)
{
    public static NormalizationStatistics Of(Tensor x, NormalizationKind kind, double epsilon)
    {
        int spatial = 1;
        for (int axis = 2; axis < x.Shape.Rank; axis++)
        {
            spatial *= x.Shape[axis];
        }

        NormalizationShape sizes = new(x.Shape[0], x.Shape[1], spatial, epsilon);
        Shape perChannel = new(sizes.Batch, sizes.Channels);
        Tensor mean = Tensor.Empty(x.Device, perChannel);
        Tensor rstd = Tensor.Empty(x.Device, perChannel);
        Tensor choice = Tensor.Empty(x.Device, new Shape(sizes.Batch));
        x.Device.NormalizationStatistics(x.Buffer, mean.Buffer, rstd.Buffer, choice.Buffer, kind, sizes);
        return new NormalizationStatistics(mean, rstd, choice, sizes);
    }
}
