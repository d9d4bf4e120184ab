using ILComicGAN.Engine.Autograd;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Memory;

namespace ILComicGAN.Engine.Operations;

/// <summary>Runs a convolution, fused with the normalizations before and after it where the device has use for that.</summary>
internal static class ConvolutionOutput
{
    /// <summary>LeakyReLU(x ⋆ w + bias), x as <paramref name="edge"/> shows it.</summary>
    /// <param name="x">Input; a normalization of it may be pending.</param>
    /// <param name="w">Weight.</param>
    /// <param name="bias">Per output channel, or null.</param>
    /// <param name="edge">Enlargement and border, or null.</param>
    /// <param name="sizes">Sizes.</param>
    /// <param name="slope">Of the activation; 1 for none.</param>
    /// <param name="wanted">What a normalization will ask of the result, or null.</param>
    /// <param name="recorded">Whether x is kept for gradients, so that its values are needed anyway.</param>
    public static Tensor Compute(
        Tensor x,
        Tensor w,
        Tensor? bias,
        in PictureEdge? edge,
        in Conv2dShape sizes,
        double slope,
        WantedStatistics? wanted,
        bool recorded)
    {
        Device device = x.Device;
        Shape shape = new(sizes.Batch, sizes.OutChannels, sizes.OutHeight, sizes.OutWidth);
        MeasuredTensor? measured = wanted is { } w1 && device.FusesNormalization ? MeasuredTensor.Empty(device, shape, w1) : null;
        Tensor y = measured ?? Tensor.Empty(device, shape);
        (DeviceBuffer input, PendingNormalization? pending) = x is DeferredTensor deferred && !recorded ? deferred.Parts : (x.Buffer, null);
        if (measured is not null || pending is not null)
        {
            bool frozen = !w.RequiresGradient && !GradientRecording.IsEnabled;
            device.FusedConv2d(
                input, w.Buffer, bias?.Buffer, y.Buffer, edge, sizes, new Conv2dFusion(pending, measured?.Target, frozen), slope);
        }
        else if (edge is { } seen)
        {
            device.Conv2d(input, w.Buffer, bias?.Buffer, y.Buffer, seen, sizes, slope);
        }
        else
        {
            device.Conv2d(input, w.Buffer, bias?.Buffer, y.Buffer, sizes, slope);
        }

        return y;
    }
}
