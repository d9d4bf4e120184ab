namespace ILComicGAN.Imaging.Metrics;

/// <summary>
/// SSIM (Wang, Bovik, Sheikh and Simoncelli 2004): windows are Gaussians of σ 1.5, variances are of the population,
/// C₁ = (0.01·L)², C₂ = (0.03·L)².
/// </summary>
internal static class StructuralSimilarity
{
    private const double Sigma = 1.5;
    private const int Margin = 5;

    /// <summary>The mean; 1 for equal planes.</summary>
    /// <param name="a">A plane, row by row.</param>
    /// <param name="b">Another of the same size.</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="range">L: the largest value less the smallest that a plane may have.</param>
    public static double Mean(float[] a, float[] b, int width, int height, double range)
    {
        (double c1, double c2) = (Math.Pow(0.01 * range, 2), Math.Pow(0.03 * range, 2));
        float[] meanA = Blur(i => a[i]), meanB = Blur(i => b[i]);
        float[] squareA = Blur(i => a[i] * a[i]), squareB = Blur(i => b[i] * b[i]), product = Blur(i => a[i] * b[i]);
        // As in the original, only where the window of 11×11 is whole.
        int margin = Math.Min(Margin, (Math.Min(width, height) - 1) / 2);
        double sum = 0;
        int count = 0;
        for (int i = 0; i < a.Length; i++)
        {
            (int y, int x) = Math.DivRem(i, width);
            if (x < margin || y < margin || x >= width - margin || y >= height - margin)
            {
                continue;
            }

            count++;
            double mA = meanA[i], mB = meanB[i];
            double covariance = product[i] - (mA * mB);
            double variances = squareA[i] - (mA * mA) + squareB[i] - (mB * mB);
            sum += ((2 * mA * mB) + c1) * ((2 * covariance) + c2) / (((mA * mA) + (mB * mB) + c1) * (variances + c2));
        }

        return sum / count;

        float[] Blur(Func<int, float> value)
        {
            float[] plane = new float[a.Length];
            for (int i = 0; i < plane.Length; i++)
            {
                plane[i] = value(i);
            }

            return GaussianBlur.Apply(plane, width, height, Sigma);
        }
    }
}
