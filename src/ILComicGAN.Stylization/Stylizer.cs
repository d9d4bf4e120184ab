using ILComicGAN.Engine;
using ILComicGAN.Engine.Autograd;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Imaging;
using ILComicGAN.Networks.Generators;

namespace ILComicGAN.Stylization;

/// <summary>Photo in, animation picture out, by a generator.</summary>
/// <param name="generator">The network, on the device that computes.</param>
public sealed class Stylizer(Generator generator)
{
    /// <summary>
    /// The animation picture of a photo, in its size and with its opacity. Longer sides than
    /// <paramref name="maxSide"/> are reduced first.
    /// </summary>
    /// <param name="photo">Any size from 1×1 on.</param>
    /// <param name="maxSide">Longest side of the result in pixels; null for the photo's own.</param>
    public Picture Stylize(Picture photo, int? maxSide = null)
    {
        photo = photo.LimitedTo(maxSide);

        // What is too small to be padded by reflection in the network is enlarged for it and reduced again.
        (int width, int height) = (Math.Max(photo.Width, Generator.SmallestSize), Math.Max(photo.Height, Generator.SmallestSize));
        bool enlarged = width != photo.Width || height != photo.Height;
        Picture input = (enlarged ? photo.Resize(width, height) : photo).WithInvisibleFilled();
        Picture result = PictureTensor.FromPlanar(
            Run(PictureTensor.ToPlanar(input), width, height), width, height);
        result = enlarged ? result.Resize(photo.Width, photo.Height) : result;
        return photo.HasAlpha ? result.WithAlpha(photo.Alpha.ToArray()) : result;
    }

    private float[] Run(float[] planar, int width, int height)
    {
        using TensorScope scope = new();
        using Pause pause = GradientRecording.Pause();
        using AccuracyScope accuracy = new(ConvolutionAccuracy.Relaxed);
        Tensor input = Tensor.FromHost(generator.Parameters.First().Device, new Shape(1, 3, height, width), planar);
        return generator.Forward(input).ToArray();
    }
}
