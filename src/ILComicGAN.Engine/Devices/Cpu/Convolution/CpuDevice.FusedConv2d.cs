using ILComicGAN.Engine.Memory;

namespace ILComicGAN.Engine.Devices.Cpu;

internal sealed unsafe partial class CpuDevice<TSimd, TVector>
{
    public override bool FusesNormalization => true;

    /// <remarks>
    /// With frozen weights larger tiles serve than in training: rounding errors are within 10⁻⁴ of the result's root mean
    /// square, typically 3·10⁻⁶ of it, instead of 3·10⁻⁵ and 10⁻⁶.
    /// </remarks>
    public override void FusedConv2d(
        DeviceBuffer x,
        DeviceBuffer w,
        DeviceBuffer? bias,
        DeviceBuffer y,
        in PictureEdge? edge,
        in Conv2dShape shape,
        in Conv2dFusion fusion,
        double slope = 1)
    {
        if (fusion.Input is not null && shape.Padding > 0)
        {
            // The zeros of the border must not be normalized with the rest.
            base.FusedConv2d(x, w, bias, y, edge, shape, fusion, slope);
            return;
        }

        PictureSource source = edge is { } seen ? PictureSource.Of(seen) : PictureSource.Padded(shape);
        if (fusion.Input is { } p)
        {
            source = source.Normalized(new PendingPlanes(
                Of(p.Mean), Of(p.ReciprocalDeviation), OrNull(p.Gamma), OrNull(p.Beta), (float)p.Slope, shape.InChannels));
        }

        if (fusion.Statistics is not { } target)
        {
            Convolve(x, source, w, bias, y, shape, slope, fusion.Frozen);
            return;
        }

        using OutputMoments<TSimd, TVector> moments = new(Allocator, shape.Batch, shape.OutChannels);
        Convolve(x, source, w, bias, y, shape, slope, fusion.Frozen, moments);
        WriteStatistics(
            Of(y), moments, target, new NormalizationShape(shape.Batch, shape.OutChannels, shape.OutHeight * shape.OutWidth, target.Epsilon));
    }
}
