using NetVips;

namespace ILComicGAN.Imaging;

/// <summary>libvips' Gaussian on a plane of floats.</summary>
internal static class GaussianBlur
{
    /// <summary>A blurred copy; edges are repeated.</summary>
    public static float[] Apply(float[] plane, int width, int height, double sigma)
    {
        Vips.Start();
        using Image image = Image.NewFromMemoryCopy(plane, width, height, 1, Enums.BandFormat.Float);
        using Image blurred = image.Gaussblur(sigma, minAmpl: 0.01, precision: Enums.Precision.Float);
        using Image floats = blurred.Cast(Enums.BandFormat.Float);
        return floats.WriteToMemory<float>();
    }
}
