namespace ILComicGAN.Imaging.Metrics;

/// <summary>Numbers on how a stylized picture relates to its photo.</summary>
/// <param name="EdgeSimilarity">
/// SSIM of the two pictures' edge strengths (Sobel's gradient of brightness): 1 if every edge is where it was, near 0
/// where they have nothing to do with each other.
/// </param>
/// <param name="ColorDistance">
/// Mean distance in CIELAB (ΔE 1976; 2 is just visible, 10 clearly another color) after a blur of 8 pixels, so that it
/// tells about the colors of surfaces and not about lines.
/// </param>
/// <param name="GridArtifacts">
/// How much of the finest detail repeats every 4 pixels, as upsampling gone wrong does: the deviation of its 16 phase
/// means over its own deviation, 0 for none. Some 0.005 to 0.02 by chance in ordinary pictures.
/// </param>
/// <param name="Texture">
/// Strength of fine texture (what a blur of 2 pixels takes away) over that of the photo: below 1 where surfaces became
/// more even than they were, lines included.
/// </param>
public sealed record PictureComparison(double EdgeSimilarity, double ColorDistance, double GridArtifacts, double Texture)
{
    private const double ColorSigma = 8;
    private const double DetailSigma = 2;
    private const int Period = 4;

    /// <summary>Compares a stylized picture with the photo it was made from.</summary>
    /// <exception cref="ArgumentException">They differ in size.</exception>
    public static PictureComparison Of(Picture photo, Picture result)
    {
        ArgumentNullException.ThrowIfNull(photo);
        ArgumentNullException.ThrowIfNull(result);
        if (photo.Width != result.Width || photo.Height != result.Height)
        {
            throw new ArgumentException(
                $"The photo has {photo.Width}×{photo.Height} pixels and the result {result.Width}×{result.Height}; they must agree.", nameof(result));
        }

        (int width, int height) = (photo.Width, photo.Height);
        Lab[] photoColors = ColorsOf(photo), resultColors = ColorsOf(result);
        float[] before = Lightness(photoColors), after = Lightness(resultColors);
        float[] detailBefore = Detail(before, width, height), detailAfter = Detail(after, width, height);
        return new PictureComparison(
            StructuralSimilarity.Mean(
                EdgeStrength(before, width, height), EdgeStrength(after, width, height), width, height, range: 1),
            ColorsApart(photoColors, resultColors, width, height),
            Grid(detailAfter, width, height),
            Deviation(detailAfter) / Math.Max(Deviation(detailBefore), 1e-6));
    }

    /// <summary>Length of Sobel's gradient of a plane in [0, 1], scaled so that a full step from black to white gives 1.</summary>
    internal static float[] EdgeStrength(float[] plane, int width, int height)
    {
        float[] strength = new float[plane.Length];
        for (int y = 0; y < height; y++)
        {
            (int above, int here, int below) = (Math.Max(y - 1, 0) * width, y * width, Math.Min(y + 1, height - 1) * width);
            for (int x = 0; x < width; x++)
            {
                (int left, int right) = (Math.Max(x - 1, 0), Math.Min(x + 1, width - 1));
                float dx = plane[above + right] + (2 * plane[here + right]) + plane[below + right]
                    - plane[above + left] - (2 * plane[here + left]) - plane[below + left];
                float dy = plane[below + left] + (2 * plane[below + x]) + plane[below + right]
                    - plane[above + left] - (2 * plane[above + x]) - plane[above + right];
                strength[here + x] = MathF.Sqrt((dx * dx) + (dy * dy)) / 4;
            }
        }

        return strength;
    }

    private static Lab[] ColorsOf(Picture picture)
    {
        Lab[] colors = new Lab[picture.Width * picture.Height];
        for (int i = 0; i < colors.Length; i++)
        {
            colors[i] = Lab.OfSrgb(picture.Rgb[3 * i], picture.Rgb[(3 * i) + 1], picture.Rgb[(3 * i) + 2]);
        }

        return colors;
    }

    /// <summary>L* of CIELAB over 100.</summary>
    private static float[] Lightness(Lab[] colors) => [.. colors.Select(color => (float)(color.L / 100))];

    private static double ColorsApart(Lab[] photo, Lab[] result, int width, int height)
    {
        float[][] smooth = [Difference(color => color.L), Difference(color => color.A), Difference(color => color.B)];
        double sum = 0;
        for (int i = 0; i < photo.Length; i++)
        {
            sum += Math.Sqrt(smooth.Sum(plane => (double)plane[i] * plane[i]));
        }

        return sum / photo.Length;

        float[] Difference(Func<Lab, double> of) => GaussianBlur.Apply(
            [.. photo.Zip(result, (a, b) => (float)(of(b) - of(a)))], width, height, ColorSigma);
    }

    private static float[] Detail(float[] plane, int width, int height)
    {
        float[] smooth = GaussianBlur.Apply(plane, width, height, DetailSigma);
        return [.. plane.Zip(smooth, (value, mean) => value - mean)];
    }

    private static double Grid(float[] detail, int width, int height)
    {
        double[] sums = new double[Period * Period];
        int[] counts = new int[Period * Period];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                int phase = (y % Period * Period) + (x % Period);
                sums[phase] += detail[(y * width) + x];
                counts[phase]++;
            }
        }

        double[] means = [.. sums.Zip(counts, (sum, count) => count == 0 ? 0 : sum / count)];
        double mean = means.Average();
        return Math.Sqrt(means.Average(value => (value - mean) * (value - mean))) / Math.Max(Deviation(detail), 1e-6);
    }

    private static double Deviation(float[] values)
    {
        double mean = values.Average(value => (double)value);
        return Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
    }
}
