namespace ILComicGAN.Datasets.Measures;

/// <summary>
/// How blurred a gray picture is, from 0 (sharp) to 1 (nothing but slow change): the share of the differences between
/// neighbors that a mean over nine pixels leaves, in the worse of the two directions. What is blurred already loses little.
/// </summary>
/// <remarks>F. Crété-Roffet, T. Dolmiere, P. Ladret, M. Nicolas, “The Blur Effect: Perception and Estimation with a New
/// No-Reference Perceptual Blur Metric”, 2007. Contrast does not enter, so flat painted pictures are not called blurred.</remarks>
internal static class BlurMeasure
{
    private const int Radius = 4;

    /// <summary>Measures a plane of bytes, row by row.</summary>
    public static double Of(ReadOnlySpan<byte> gray, int width, int height) =>
        Math.Max(Along(gray, width, height, 1, width), Along(gray, height, width, width, 1));

    private static double Along(ReadOnlySpan<byte> gray, int length, int lines, int step, int lineStep)
    {
        const int Window = (2 * Radius) + 1;
        (long all, long lost) = (0, 0);
        for (int line = 0; line < lines; line++)
        {
            int start = line * lineStep;
            for (int i = 1; i < length; i++)
            {
                int difference = Window * Math.Abs(gray[start + (i * step)] - gray[start + ((i - 1) * step)]);
                // Two means over nine that stand side by side differ by their outermost pixels alone.
                int last = Math.Min(i + Radius, length - 1), first = Math.Max(i - Radius - 1, 0);
                int blurred = Math.Abs(gray[start + (last * step)] - gray[start + (first * step)]);
                all += difference;
                lost += Math.Max(0, difference - blurred);
            }
        }

        return all == 0 ? 1 : (double)(all - lost) / all;
    }
}
