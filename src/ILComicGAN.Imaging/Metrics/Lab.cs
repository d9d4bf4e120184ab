namespace ILComicGAN.Imaging.Metrics;

/// <summary>A color in CIELAB with the white of D65.</summary>
/// <param name="L">Lightness, 0 to 100.</param>
/// <param name="A">Green (negative) to red.</param>
/// <param name="B">Blue (negative) to yellow.</param>
internal readonly record struct Lab(double L, double A, double B)
{
    private static readonly double[] s_linear = [.. Enumerable.Range(0, 256).Select(value => Linear(value / 255.0))];

    /// <summary>From 8-bit sRGB (IEC 61966-2-1).</summary>
    public static Lab OfSrgb(byte red, byte green, byte blue)
    {
        (double r, double g, double b) = (s_linear[red], s_linear[green], s_linear[blue]);
        double x = F(((0.412453 * r) + (0.357580 * g) + (0.180423 * b)) / 0.95047);
        double y = F((0.212671 * r) + (0.715160 * g) + (0.072169 * b));
        double z = F(((0.019334 * r) + (0.119193 * g) + (0.950227 * b)) / 1.08883);
        return new Lab((116 * y) - 16, 500 * (x - y), 200 * (y - z));
    }

    private static double Linear(double value) => value > 0.04045 ? Math.Pow((value + 0.055) / 1.055, 2.4) : value / 12.92;

    private static double F(double value) => value > 0.008856 ? Math.Cbrt(value) : (7.787 * value) + (16.0 / 116);
}
