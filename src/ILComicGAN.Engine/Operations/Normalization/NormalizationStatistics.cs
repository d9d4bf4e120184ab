using ILComicGAN.Engine.Devices;

namespace ILComicGAN.Engine.Operations;

/// <summary>What a normalization found in its input, per sample and channel, and which branch each sample takes.</summary>
/// <param name="Mean">μ [N, C].</param>
/// <param name="ReciprocalDeviation">1/√(σ² + ε) [N, C].</param>
/// <param name="Choice">1 for instance, 0 for layer normalization [N].</param>
/// <param name="Kind">Which statistics were asked for.</param>
/// <param name="Sizes">N, C, S, ε; the slope is 1.</param>
internal sealed record NormalizationStatistics(
    Tensor Mean, Tensor ReciprocalDeviation, Tensor Choice, NormalizationKind Kind, NormalizationShape Sizes) : IDisposable
{
    /// <summary>Where a device writes them.</summary>
    public StatisticsTarget Target =>
        new(Mean.Buffer, ReciprocalDeviation.Buffer, Choice.Buffer, Kind, Sizes.Epsilon);

    /// <summary>Those of x: found when it was written, or in a pass over it.</summary>
    public static NormalizationStatistics Of(Tensor x, NormalizationKind kind, double epsilon)
    {
        if (x is MeasuredTensor measured && measured.Find(kind, epsilon) is { } found)
        {
            return found;
        }

        NormalizationStatistics s = Empty(x.Device, x.Shape, kind, epsilon, scoped: true);
        x.Device.NormalizationStatistics(
            x.Buffer, s.Mean.Buffer, s.ReciprocalDeviation.Buffer, s.Choice.Buffer, kind, s.Sizes);
        return s;
    }

    /// <summary>Undefined ones, for a device to write.</summary>
    public static NormalizationStatistics Empty(Device device, Shape x, NormalizationKind kind, double epsilon, bool scoped)
    {
        int spatial = 1;
        for (int axis = 2; axis < x.Rank; axis++)
        {
            spatial *= x[axis];
        }

        NormalizationShape sizes = new(x[0], x[1], spatial, epsilon);
        return new NormalizationStatistics(New(x[0], x[1]), New(x[0], x[1]), New(x[0]), kind, sizes);

        Tensor New(params int[] shape) => new(device.Allocator.Rent(new Shape(shape).Count), new Shape(shape), scoped);
    }

    /// <summary>Another handle on the same.</summary>
    public NormalizationStatistics Share(bool scoped) => this with
    {
        Mean = Mean.Share(scoped),
        ReciprocalDeviation = ReciprocalDeviation.Share(scoped),
        Choice = Choice.Share(scoped),
    };

    /// <summary>Gives up these handles, where no scope owns them.</summary>
    public void Dispose()
    {
        Mean.Dispose();
        ReciprocalDeviation.Dispose();
        Choice.Dispose();
    }
}
