namespace ILComicGAN.Imaging.Abstraction;

/// <summary>
/// The drawing of a film's picture: surfaces are smoothed at the photo's scale, and where there is something to see, an edge or
/// a small thing in a calm place, at twice that scale, which keeps what is two pixels wide. Lines are thin and of the
/// color that they cross.
/// </summary>
internal static class SoftDrawing
{
    private const float Saturation = 1.1f;

    /// <summary>Of the smoothing at twice the scale, in its pixels.</summary>
    private const float DetailRadius = 3;

    // Lines: the difference of two Gaussians, in brightness of 0 to 1, that begins to be one, that is a whole one, and how dark that is.
    private const double LineSigma = 0.6;
    private const double LineSurroundSigma = 1.1;
    private const float LineBegins = 0.012f;
    private const float LineEnds = 0.06f;
    private const float LineDepth = 0.7f;

    // Details, by the change of brightness and color per pixel: of an oriented edge, and in proportion to the change around.
    private const double StructureSigma = 1;
    private const double SurroundingsSigma = 8;
    private const float EdgeBegins = 0.04f;
    private const float EdgeEnds = 0.12f;
    private const float StandsOutFrom = 1.1f;
    private const float StandsOutTo = 2f;
    private const float Noise = 0.02f;

    /// <summary>Draws in place: 3 planes of height × width in [−1, 1].</summary>
    public static void Draw(Span<float> planes, int width, int height)
    {
        int length = width * height;
        float[] surfaces = AnisotropicKuwahara.Apply(planes, width, height);
        float[] details = Halved(AnisotropicKuwahara.Apply(Doubled(planes, width, height), 2 * width, 2 * height, DetailRadius), width, height);
        float[] share = DetailShare(planes, width, height);
        for (int i = 0; i < planes.Length; i++)
        {
            planes[i] = surfaces[i] + ((details[i] - surfaces[i]) * share[i % length]);
        }

        // Of what is drawn, not of the photo: grain and leaves have edges, too, which are nobody's outline.
        float[] lines = Lines(planes, width, height);
        for (int i = 0; i < length; i++)
        {
            float luma = Luma.Of(planes[i], planes[length + i], planes[(2 * length) + i]);
            float ink = 1 - (LineDepth * lines[i] * share[i]);
            for (int c = 0; c < 3; c++)
            {
                ref float value = ref planes[(c * length) + i];
                value = (Math.Clamp((luma + ((value - luma) * Saturation) + 1) / 2 * ink, 0, 1) * 2) - 1;
            }
        }
    }

    /// <summary>0 where surfaces are, 1 where details are.</summary>
    private static float[] DetailShare(ReadOnlySpan<float> planes, int width, int height)
    {
        StructureTensor structure = StructureTensor.Of(planes, width, height, StructureSigma);
        int length = width * height;
        float[] across = new float[length], along = new float[length], share = new float[length];
        for (int i = 0; i < length; i++)
        {
            (float largest, float smallest) = structure.Eigenvalues(i);
            (across[i], along[i]) = (MathF.Sqrt(MathF.Max(0, largest)), MathF.Sqrt(MathF.Max(0, smallest)));
        }

        float[] around = GaussianBlur.Apply(across, width, height, SurroundingsSigma);
        for (int i = 0; i < length; i++)
        {
            float oriented = (across[i] - along[i]) / (across[i] + along[i] + Noise);
            float edge = Ramp(across[i] * oriented, EdgeBegins, EdgeEnds);
            float outstanding = Ramp(across[i] / (around[i] + Noise), StandsOutFrom, StandsOutTo) * Ramp(across[i], Noise, EdgeBegins);
            share[i] = MathF.Max(edge, outstanding);
        }

        return GaussianBlur.Apply(share, width, height, 1);
    }

    /// <summary>0 where there is no line, 1 in the middle of a strong one: on the dark side of an edge.</summary>
    private static float[] Lines(ReadOnlySpan<float> planes, int width, int height)
    {
        float[] luma = Luma.Brightness(planes);
        float[] narrow = GaussianBlur.Apply(luma, width, height, LineSigma), wide = GaussianBlur.Apply(luma, width, height, LineSurroundSigma);
        float[] lines = new float[luma.Length];
        for (int i = 0; i < lines.Length; i++)
        {
            lines[i] = Ramp(wide[i] - narrow[i], LineBegins, LineEnds);
        }

        return lines;
    }

    /// <summary>Twice as wide and high, between the pixels linearly.</summary>
    private static float[] Doubled(ReadOnlySpan<float> planes, int width, int height)
    {
        int length = width * height;
        float[] result = new float[4 * planes.Length];
        for (int c = 0; c < 3; c++)
        {
            ReadOnlySpan<float> plane = planes.Slice(c * length, length);
            for (int y = 0; y < 2 * height; y++)
            {
                int near = y / 2 * width, far = Math.Clamp((y / 2) + (y % 2 == 0 ? -1 : 1), 0, height - 1) * width;
                for (int x = 0; x < 2 * width; x++)
                {
                    int left = x / 2, right = Math.Clamp((x / 2) + (x % 2 == 0 ? -1 : 1), 0, width - 1);
                    float here = (0.75f * plane[near + left]) + (0.25f * plane[near + right]);
                    float there = (0.75f * plane[far + left]) + (0.25f * plane[far + right]);
                    result[(4 * c * length) + (y * 2 * width) + x] = (0.75f * here) + (0.25f * there);
                }
            }
        }

        return result;
    }

    /// <summary>The means of 2×2 pixels.</summary>
    private static float[] Halved(float[] planes, int width, int height)
    {
        int length = width * height;
        float[] result = new float[3 * length];
        for (int i = 0; i < result.Length; i++)
        {
            (int c, int at) = Math.DivRem(i, length);
            int first = (4 * c * length) + (at / width * 4 * width) + (at % width * 2);
            result[i] = (planes[first] + planes[first + 1] + planes[first + (2 * width)] + planes[first + (2 * width) + 1]) / 4;
        }

        return result;
    }

    /// <summary>0 below one value, 1 above the other, smooth between them.</summary>
    private static float Ramp(float value, float from, float to)
    {
        float t = Math.Clamp((value - from) / (to - from), 0, 1);
        return t * t * (3 - (2 * t));
    }
}
