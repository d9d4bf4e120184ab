namespace ILComicGAN.Imaging.Abstraction;

/// <summary>
/// Draws a photo: surfaces become even patches (<see cref="AnisotropicKuwahara"/>), edges become contours
/// (<see cref="Contours"/>), tones and colors are set for the style. Local and without learning: what a generator can
/// be shown as “this is what I mean” where no network that knows objects is at hand.
/// </summary>
public static class PictureAbstraction
{
    private const double InkSurroundings = 12;

    /// <summary>Draws a picture; opacity is kept.</summary>
    public static Picture Apply(Picture picture, AbstractionStyle style)
    {
        float[] planes = PictureTensor.ToPlanar(picture);
        Apply(planes, picture.Width, picture.Height, style);
        Picture drawn = PictureTensor.FromPlanar(planes, picture.Width, picture.Height);
        return picture.HasAlpha ? drawn.WithAlpha(picture.Alpha.ToArray()) : drawn;
    }

    /// <summary>Draws in place: 3 planes of height × width in [−1, 1].</summary>
    /// <exception cref="ArgumentException">The span has another length.</exception>
    public static void Apply(Span<float> planes, int width, int height, AbstractionStyle style)
    {
        int length = checked(width * height);
        if (planes.Length != 3L * length)
        {
            throw new ArgumentException($"A 3×{height}×{width} picture has {3L * length} values, not {planes.Length}.", nameof(planes));
        }

        if (style == AbstractionStyle.Soft)
        {
            SoftDrawing.Draw(planes, width, height);
            return;
        }

        float[] patches = AnisotropicKuwahara.Apply(planes, width, height);
        float[] luma = Luma.Brightness(patches);
        if (style == AbstractionStyle.Comic)
        {
            DrawComic(patches, luma, Contours.Draw(luma, width, height, ContourSettings.Comic), planes);
        }
        else
        {
            DrawInk(
                luma,
                GaussianBlur.Apply(luma, width, height, InkSurroundings),
                Contours.Draw(luma, width, height, ContourSettings.Ink),
                planes);
        }
    }

    /// <summary>More contrast in the middle tones, more saturation, and contours that darken what they cross.</summary>
    private static void DrawComic(ReadOnlySpan<float> patches, ReadOnlySpan<float> luma, ReadOnlySpan<float> contours, Span<float> planes)
    {
        const float Saturation = 1.35f;
        const float LineDepth = 0.75f;
        int length = luma.Length;
        for (int i = 0; i < length; i++)
        {
            float tone = Tone(luma[i]);
            float ink = 1 - (LineDepth * (1 - contours[i]));
            for (int c = 0; c < 3; c++)
            {
                float value = (patches[(c * length) + i] + 1) / 2;
                float lively = tone + ((value - luma[i]) * Saturation);
                planes[(c * length) + i] = (Math.Clamp(lively * ink, 0, 1) * 2) - 1;
            }
        }
    }

    /// <summary>A few soft tones between ink and paper, and contours in ink.</summary>
    private static void DrawInk(
        ReadOnlySpan<float> luma, ReadOnlySpan<float> around, ReadOnlySpan<float> contours, Span<float> planes)
    {
        ReadOnlySpan<float> paper = [0.965f, 0.945f, 0.895f];
        ReadOnlySpan<float> black = [0.10f, 0.105f, 0.13f];
        int length = luma.Length;
        for (int i = 0; i < length; i++)
        {
            // Paper is left white where nothing stands out from its surroundings; only the dark is washed.
            float relative = MathF.Pow(Math.Clamp((luma[i] + 0.02f) / (around[i] + 0.02f), 0, 1), 1.4f);
            float wash = Steps((0.6f * relative) + (0.4f * MathF.Pow(luma[i], 0.6f)), 8);
            float light = wash * contours[i];
            for (int c = 0; c < 3; c++)
            {
                float value = black[c] + ((paper[c] - black[c]) * light);
                planes[(c * length) + i] = (Math.Clamp(value, 0, 1) * 2) - 1;
            }
        }
    }

    /// <summary>A gentle S-curve with eight soft steps.</summary>
    private static float Tone(float luma)
    {
        float curved = luma + (0.18f * luma * (1 - luma) * ((2 * luma) - 1) * 4);
        float lifted = MathF.Pow(Math.Clamp(curved, 0, 1), 0.8f);
        return lifted + (0.6f * (Steps(lifted, 8) - lifted));
    }

    /// <summary>Quantizes to n levels with soft transitions (Winnemöller et al. 2006, their Eq. 6).</summary>
    private static float Steps(float value, int levels)
    {
        const float Sharpness = 3;
        float scaled = value * levels;
        float nearest = MathF.Floor(scaled) + 0.5f;
        return (nearest + (0.5f * MathF.Tanh(Sharpness * 2 * (scaled - nearest)) / MathF.Tanh(Sharpness))) / levels;
    }
}
