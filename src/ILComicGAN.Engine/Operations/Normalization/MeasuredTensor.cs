using ILComicGAN.Engine.Devices;

namespace ILComicGAN.Engine.Operations;

/// <summary>A convolution's result with the statistics that were taken while it was written.</summary>
internal sealed class MeasuredTensor : Tensor
{
    private readonly NormalizationStatistics _statistics;

    private MeasuredTensor(Device device, Shape shape, NormalizationStatistics statistics)
        : base(device.Allocator.Rent(shape.Count), shape) => _statistics = statistics;

    /// <summary>An undefined tensor for a convolution's result, and where its statistics go.</summary>
    public static MeasuredTensor Empty(Device device, Shape shape, WantedStatistics wanted) => new(
        device, shape, NormalizationStatistics.Empty(device, shape, wanted.Kind, wanted.Epsilon, scoped: false));

    /// <summary>Where the convolution writes its statistics.</summary>
    public StatisticsTarget Target => _statistics.Target;

    /// <summary>The statistics, if they are those of <paramref name="kind"/> and <paramref name="epsilon"/>; in the current scope.</summary>
    public NormalizationStatistics? Find(NormalizationKind kind, double epsilon) =>
        kind == _statistics.Kind && epsilon == _statistics.Sizes.Epsilon ? _statistics.Share(scoped: true) : null;

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _statistics.Dispose();
        }

        base.Dispose(disposing);
    }
}
