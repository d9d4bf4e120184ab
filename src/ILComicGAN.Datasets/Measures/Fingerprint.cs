using System.Numerics;
using ILComicGAN.Imaging;

namespace ILComicGAN.Datasets.Measures;

/// <summary>
/// What two copies of a picture have in common after scaling, compression and small retouching: the signs of its coarsest
/// 64 frequencies (the perceptual hash “pHash”), and its mean color, since the hash does not see color.
/// </summary>
/// <param name="Hash">Bit 8v + u: whether the cosine coefficient (u, v) lies above the median.</param>
/// <param name="Red">Mean red.</param>
/// <param name="Green">Mean green.</param>
/// <param name="Blue">Mean blue.</param>
internal readonly record struct Fingerprint(ulong Hash, float Red, float Green, float Blue)
{
    private const int Side = 32;
    private const int Kept = 8;

    /// <summary>The largest mean color difference of near duplicates, in steps of 255.</summary>
    private const float LargestColorDifference = 16;

    private static readonly float[] s_cosines = Cosines();

    /// <summary>The fingerprint of a picture of any size.</summary>
    public static Fingerprint Of(Picture picture)
    {
        Picture small = picture.WithAlpha(null).Resize(Side, Side);
        byte[] gray = Luma.Of(small);
        float[] rows = new float[Kept * Side];
        for (int u = 0; u < Kept; u++)
        {
            for (int y = 0; y < Side; y++)
            {
                float sum = 0;
                for (int x = 0; x < Side; x++)
                {
                    sum += gray[(y * Side) + x] * s_cosines[(u * Side) + x];
                }

                rows[(u * Side) + y] = sum;
            }
        }

        float[] coefficients = new float[Kept * Kept];
        for (int v = 0; v < Kept; v++)
        {
            for (int u = 0; u < Kept; u++)
            {
                float sum = 0;
                for (int y = 0; y < Side; y++)
                {
                    sum += rows[(u * Side) + y] * s_cosines[(v * Side) + y];
                }

                coefficients[(v * Kept) + u] = sum;
            }
        }

        // The constant is brightness, which says nothing of the picture: it is left out of the median.
        float[] sorted = coefficients[1..];
        Array.Sort(sorted);
        float median = sorted[sorted.Length / 2];
        ulong hash = 0;
        for (int i = 1; i < coefficients.Length; i++)
        {
            hash |= coefficients[i] > median ? 1UL << i : 0;
        }

        float[] means = new float[3];
        for (int i = 0; i < small.Rgb.Length; i++)
        {
            means[i % 3] += small.Rgb[i] / (float)(Side * Side);
        }

        return new Fingerprint(hash, means[0], means[1], means[2]);
    }

    /// <summary>Whether two pictures show the same: at most <paramref name="bits"/> of 64 signs differ, and the mean color hardly.</summary>
    public bool IsNear(Fingerprint other, int bits) =>
        BitOperations.PopCount(Hash ^ other.Hash) <= bits
        && Math.Abs(Red - other.Red) <= LargestColorDifference
        && Math.Abs(Green - other.Green) <= LargestColorDifference
        && Math.Abs(Blue - other.Blue) <= LargestColorDifference;

    private static float[] Cosines()
    {
        float[] values = new float[Kept * Side];
        for (int u = 0; u < Kept; u++)
        {
            for (int x = 0; x < Side; x++)
            {
                values[(u * Side) + x] = (float)Math.Cos(Math.PI * u * ((2 * x) + 1) / (2 * Side));
            }
        }

        return values;
    }
}
