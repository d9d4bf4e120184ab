namespace ILComicGAN.Imaging.Abstraction;

/// <summary>
/// Lines where brightness changes: the extended difference of Gaussians (Winnemöller 2011),
/// T = 1 where D ≥ ε, 1 + tanh(φ(D − ε)) elsewhere, with D = p·(G_σ − G_1.6σ) over the picture's brightness.
/// </summary>
internal static class Contours
{
    private const float WiderBy = 1.6f;

    /// <summary>1 where there is no line, down to 0 in the middle of a strong one.</summary>
    /// <param name="luma">Brightness in [0, 1], row by row.</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="settings">How lines look.</param>
    public static float[] Draw(float[] luma, int width, int height, ContourSettings settings)
    {
        float[] narrow = GaussianBlur.Apply(luma, width, height, settings.Sigma);
        float[] wide = GaussianBlur.Apply(luma, width, height, settings.Sigma * WiderBy);
        float[] lines = new float[luma.Length];
        for (int i = 0; i < lines.Length; i++)
        {
            // Relative to the brightness around: contours in shade are as real as those in light.
            float difference = settings.Weight * (narrow[i] - wide[i]) / (0.25f + wide[i]);
            float below = difference + settings.Threshold + 0.12f;
            lines[i] = below >= 0 ? 1 : Math.Max(0, 1 + MathF.Tanh(settings.Softness * below));
        }

        return lines;
    }
}
