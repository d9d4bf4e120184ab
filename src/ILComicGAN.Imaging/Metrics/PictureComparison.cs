namespace ILComicGAN.Imaging.Metrics;

/// <summary>Numbers on how a stylized picture relates to its photo.</summary>
public sealed record PictureComparison
{
    private const double SurfaceSigma = 8;
    private const double DetailSigma = 2;
    private const double Bright = 0.9;
    private const int Period = 4;

    /// <summary>
    /// SSIM of the two pictures' edge strengths (Sobel's gradient of lightness): 1 if every edge is where it was and as strong,
    /// near 0 where they have nothing to do with each other.
    /// </summary>
    public required double EdgeSimilarity { get; init; }

    /// <summary>Pearson's correlation of the same edge strengths over the whole picture: strong edges count more than weak ones, and all may be scaled alike.</summary>
    public required double EdgeCorrelation { get; init; }

    /// <summary>
    /// Mean distance in CIELAB (ΔE 1976; 2 is just visible, 10 clearly another color) after a blur of 8 pixels, so that it
    /// tells about the colors of surfaces and not about lines.
    /// </summary>
    public required double ColorDistance { get; init; }

    /// <summary>Mean distance of chroma, (Cb, Cr) in [−0.5, 0.5]², after the same blur: hue and saturation without brightness.</summary>
    public required double ColorShift { get; init; }

    /// <summary>Standard deviation of luma over the photo's: above 1 where contrast was added.</summary>
    public required double Contrast { get; init; }

    /// <summary>Share of pixels with luma above 0.9 in the result.</summary>
    public required double Highlights { get; init; }

    /// <summary>Share of pixels with luma above 0.9 in the photo.</summary>
    public required double PhotoHighlights { get; init; }

    /// <summary>
    /// Strength of fine texture (what a blur of 2 pixels takes away) over that of the photo: below 1 where surfaces became
    /// more even than they were, lines included.
    /// </summary>
    public required double Texture { get; init; }

    /// <summary>The same in the half of the picture where the photo has the weakest edges: below 1 where smooth surfaces became smoother.</summary>
    public required double Flatness { get; init; }

    /// <summary>
    /// How much of the finest detail repeats every 4 pixels, as upsampling gone wrong does: the deviation of its 16 phase
    /// means over its own deviation, 0 for none. Some 0.005 to 0.02 by chance in ordinary pictures.
    /// </summary>
    public required double GridArtifacts { get; init; }

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
        float[] edgesBefore = EdgeStrength(before, width, height), edgesAfter = EdgeStrength(after, width, height);
        float[] detailBefore = Detail(before, width, height), detailAfter = Detail(after, width, height);
        bool[] smooth = Smooth(edgesBefore, width, height);
        float[] lumaBefore = LumaOf(photo), lumaAfter = LumaOf(result);
        return new PictureComparison
        {
            EdgeSimilarity = StructuralSimilarity.Mean(edgesBefore, edgesAfter, width, height, range: 1),
            EdgeCorrelation = Correlation(edgesBefore, edgesAfter),
            ColorDistance = Apart([Difference(color => color.L), Difference(color => color.A), Difference(color => color.B)], width, height),
            ColorShift = Apart([Chroma(photo, result, 2, 1.772), Chroma(photo, result, 0, 1.402)], width, height),
            Contrast = Ratio(Deviation(lumaAfter), Deviation(lumaBefore)),
            Highlights = lumaAfter.Average(luma => luma > Bright ? 1.0 : 0),
            PhotoHighlights = lumaBefore.Average(luma => luma > Bright ? 1.0 : 0),
            Texture = Ratio(Deviation(detailAfter), Deviation(detailBefore)),
            Flatness = Ratio(Deviation(Where(detailAfter, smooth)), Deviation(Where(detailBefore, smooth))),
            GridArtifacts = Grid(detailAfter, width, height),
        };

        float[] Difference(Func<Lab, double> of) => [.. photoColors.Zip(resultColors, (a, b) => (float)(of(b) - of(a)))];
    }

    /// <summary>The mean of each number.</summary>
    /// <param name="comparisons">At least one.</param>
    public static PictureComparison Mean(IReadOnlyCollection<PictureComparison> comparisons) => new()
    {
        EdgeSimilarity = comparisons.Average(c => c.EdgeSimilarity),
        EdgeCorrelation = comparisons.Average(c => c.EdgeCorrelation),
        ColorDistance = comparisons.Average(c => c.ColorDistance),
        ColorShift = comparisons.Average(c => c.ColorShift),
        Contrast = comparisons.Average(c => c.Contrast),
        Highlights = comparisons.Average(c => c.Highlights),
        PhotoHighlights = comparisons.Average(c => c.PhotoHighlights),
        Texture = comparisons.Average(c => c.Texture),
        Flatness = comparisons.Average(c => c.Flatness),
        GridArtifacts = comparisons.Average(c => c.GridArtifacts),
    };

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

    /// <summary>Luma in [0, 1].</summary>
    private static float[] LumaOf(Picture picture)
    {
        float[] luma = new float[picture.Width * picture.Height];
        for (int i = 0; i < luma.Length; i++)
        {
            luma[i] = Luma.Of(picture.Rgb[3 * i], picture.Rgb[(3 * i) + 1], picture.Rgb[(3 * i) + 2]) / 255;
        }

        return luma;
    }

    /// <summary>What Cb or Cr, (component − luma) / scale, differs by.</summary>
    private static float[] Chroma(Picture photo, Picture result, int component, double scale)
    {
        float[] difference = new float[photo.Width * photo.Height];
        for (int i = 0; i < difference.Length; i++)
        {
            difference[i] = (float)((Of(result.Rgb, 3 * i) - Of(photo.Rgb, 3 * i)) / (255 * scale));
        }

        return difference;

        double Of(ReadOnlySpan<byte> rgb, int at) => rgb[at + component] - Luma.Of(rgb[at], rgb[at + 1], rgb[at + 2]);
    }

    /// <summary>The mean length of what planes differ by, blurred.</summary>
    private static double Apart(float[][] differences, int width, int height)
    {
        float[][] smooth = [.. differences.Select(plane => GaussianBlur.Apply(plane, width, height, SurfaceSigma))];
        double sum = 0;
        for (int i = 0; i < width * height; i++)
        {
            sum += Math.Sqrt(smooth.Sum(plane => (double)plane[i] * plane[i]));
        }

        return sum / (width * height);
    }

    /// <summary>The half of the picture that is farthest from edges.</summary>
    private static bool[] Smooth(float[] edges, int width, int height)
    {
        float[] near = GaussianBlur.Apply(edges, width, height, DetailSigma);
        float[] sorted = [.. near];
        Array.Sort(sorted);
        float median = sorted[sorted.Length / 2];
        return [.. near.Select(strength => strength <= median)];
    }

    private static float[] Where(float[] values, bool[] chosen) => [.. values.Where((_, i) => chosen[i])];

    private static double Ratio(double after, double before) => after / Math.Max(before, 1e-6);

    /// <summary>Of two flat planes 1, since nothing of either is missing.</summary>
    private static double Correlation(float[] a, float[] b)
    {
        double meanA = a.Average(value => (double)value), meanB = b.Average(value => (double)value);
        (double ab, double aa, double bb) = (0, 0, 0);
        for (int i = 0; i < a.Length; i++)
        {
            ab += (a[i] - meanA) * (b[i] - meanB);
            aa += (a[i] - meanA) * (a[i] - meanA);
            bb += (b[i] - meanB) * (b[i] - meanB);
        }

        return aa == 0 && bb == 0 ? 1 : aa == 0 || bb == 0 ? 0 : ab / Math.Sqrt(aa * bb);
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
