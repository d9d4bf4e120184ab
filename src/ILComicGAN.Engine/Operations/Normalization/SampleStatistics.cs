using ILComicGAN.Engine.Autograd;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices;

namespace ILComicGAN.Engine.Operations.Normalization;

/// <summary>What a normalization found in its input, per sample and channel, and which branch each sample takes.</summary>
/// <param name="Mean">μ [N, C].</param>
/// <param name="Rstd">1/√(σ² + ε) [N, C].</param>
/// <param name="Choice">1 for instance, 0 for layer normalization [N].</param>
/// <param name="Sizes">N, C, S.</param>
internal sealed record SampleStatistics(Tensor Mean, Tensor Rstd, Tensor Choice, NormalizationShape Sizes)
{
    /// <summary>Those of x.</summary>
    public static SampleStatistics Of(Tensor x, NormalizationKind kind, double epsilon)
    {
        int spatial = 1;
        for (int axis = 2; axis < x.Shape.Rank; axis++)
        {
            spatial *= x.Shape[axis];
        }

        (Device device, int batch, int channels) = (x.Device, x.Shape[0], x.Shape[1]);
        SampleStatistics s = new(
            Tensor.Empty(device, new Shape(batch, channels)),
            Tensor.Empty(device, new Shape(batch, channels)),
            Tensor.Empty(device, new Shape(batch)),
            new NormalizationShape(batch, channels, spatial));
        StatisticsOutput output = new(s.Mean.Buffer, s.Rstd.Buffer, s.Choice.Buffer, kind, epsilon);
        device.Submit(new NormalizationStatistics(x.Buffer, output, s.Sizes));
        return s;
    }

    /// <summary>The same, kept until <paramref name="function"/> is released.</summary>
    public SampleStatistics SavedBy(Autograd.Function function) => this with
    {
        Mean = function.Save(Mean),
        Rstd = function.Save(Rstd),
        Choice = function.Save(Choice),
    };
}
