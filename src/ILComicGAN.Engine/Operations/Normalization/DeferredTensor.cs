using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Memory;

namespace ILComicGAN.Engine.Operations;

/// <summary>
/// A normalization of x in its place whose pass over memory has not been made. A convolution on a device that
/// <see cref="Device.FusesNormalization"/> makes it where it reads; for everything else that asks for
/// <see cref="Buffer"/> it is made first. It is no part of a graph of gradients.
/// </summary>
internal sealed class DeferredTensor : Tensor
{
    private readonly NormalizationStatistics _statistics;
    private readonly double _slope;
    private readonly Tensor? _gamma;
    private readonly Tensor? _beta;
    private bool _done;

    /// <summary>Stands for LeakyReLU(γ·x̂ + β; slope) with the values that γ and β have now. x is not used afterwards.</summary>
    public DeferredTensor(Tensor x, NormalizationStatistics statistics, Tensor? gamma, Tensor? beta, double slope)
        : base(x.Buffer.Retain(), x.Shape)
    {
        (_statistics, _slope) = (statistics.Share(scoped: false), slope);
        (_gamma, _beta) = (Copy(gamma), Copy(beta));
    }

    /// <summary>The values, which are computed now if they have not been.</summary>
    public override DeviceBuffer Buffer
    {
        get
        {
            DeviceBuffer x = base.Buffer;
            if (!_done)
            {
                _done = true;
                PendingNormalization p = Pending;
                Device.NormalizationApply(
                    x, p.Mean, p.ReciprocalDeviation, p.Gamma, p.Beta, x, _statistics.Sizes with { Slope = _slope });
            }

            return x;
        }
    }

    private PendingNormalization Pending => new(
        _statistics.Mean.Buffer, _statistics.ReciprocalDeviation.Buffer, _gamma?.Buffer, _beta?.Buffer, _slope);

    /// <summary>What is stored, and what has still to be done to it; nothing (null) if it was done.</summary>
    public (DeviceBuffer Stored, PendingNormalization? Pending) Parts => (base.Buffer, _done ? null : Pending);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _statistics.Dispose();
            _gamma?.Dispose();
            _beta?.Dispose();
        }

        base.Dispose(disposing);
    }

    private static Tensor? Copy(Tensor? x)
    {
        if (x is null)
        {
            return null;
        }

        Tensor y = new(x.Device.Allocator.Rent(x.Count), x.Shape, scoped: false);
        x.Device.Unary(UnaryOp.Affine, x.Buffer, y.Buffer, 1, 0);
        return y;
    }
}
