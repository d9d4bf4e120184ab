using System.Runtime.Intrinsics;

namespace ILComicGAN.Imaging.Abstraction;

/// <summary>
/// Smoothing that keeps edges and follows them: around each pixel an ellipse lies along the local structure, cut into
/// eight sectors; their means are mixed by how even each sector is (Kyprianidis, Kang and Döllner 2009, with the
/// polynomial sectors of Kyprianidis et al. 2010). Gives the even, directed patches of a painting.
/// </summary>
internal static class AnisotropicKuwahara
{
    private const float UsualRadius = 5;
    private const double StructureSigma = 2;
    private const float Sharpness = 8;
    private const float Hardness = 100;

    // One lane per sector: its direction in the ellipse's unit disc.
    private static readonly Vector256<float> s_cosine = Vector256.Create(
        1f, 0.70710677f, 0f, -0.70710677f, -1f, -0.70710677f, 0f, 0.70710677f);

    private static readonly Vector256<float> s_sine = Vector256.Create(
        0f, 0.70710677f, 1f, 0.70710677f, 0f, -0.70710677f, -1f, -0.70710677f);

    /// <summary>Smooths 3 planes of height × width.</summary>
    /// <param name="planes">Red, green, blue.</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="radius">Of the ellipse where it is a circle, in pixels: what is much smaller is smoothed away.</param>
    public static float[] Apply(ReadOnlySpan<float> planes, int width, int height, float radius = UsualRadius)
    {
        StructureTensor structure = StructureTensor.Of(planes, width, height, StructureSigma);
        float[] result = new float[planes.Length];
        int length = width * height;
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                int i = (y * width) + x;
                Smooth(planes, width, height, x, y, Ellipse.Of(structure, i, radius), 2 / radius, result.AsSpan(i), length);
            }
        }

        return result;
    }

    private static void Smooth(
        ReadOnlySpan<float> planes, int width, int height, int x, int y, Ellipse ellipse, float overlap, Span<float> result, int length)
    {
        // ζ (the overlap) and η of the polynomial sector weights: neighbors overlap a little, and all eight meet in the center.
        const float Eta = 0.84f;
        Vector256<float> weights = Vector256<float>.Zero;
        Vector256<float> red = weights, green = weights, blue = weights, squares = weights;
        for (int dy = -ellipse.Rows; dy <= ellipse.Rows; dy++)
        {
            int row = Border.Reflect(y + dy, height) * width;
            for (int dx = -ellipse.Columns; dx <= ellipse.Columns; dx++)
            {
                (float u, float v) = ellipse.ToDisc(dx, dy);
                float distance = (u * u) + (v * v);
                if (distance > 1)
                {
                    continue;
                }

                Vector256<float> along = (s_cosine * u) + (s_sine * v);
                Vector256<float> across = (s_cosine * v) - (s_sine * u);
                Vector256<float> sector = Vector256.Max(
                    Vector256<float>.Zero, along + Vector256.Create(overlap) - (across * across * Eta));
                sector *= sector;
                sector *= MathF.Exp(-3.125f * distance) / Vector256.Sum(sector);
                int i = row + Border.Reflect(x + dx, width);
                float r = planes[i], g = planes[length + i], b = planes[(2 * length) + i];
                weights += sector;
                red += sector * r;
                green += sector * g;
                blue += sector * b;
                squares += sector * ((r * r) + (g * g) + (b * b));
            }
        }

        Vector256<float> inverse = Vector256<float>.One / weights;
        red *= inverse;
        green *= inverse;
        blue *= inverse;
        Vector256<float> variance = Vector256.Abs(
            (squares * inverse) - (red * red) - (green * green) - (blue * blue)) * Hardness;
        // 1 / (1 + (h·σ²)^(q/2)) with q = 8.
        Vector256<float> power = variance * variance;
        Vector256<float> share = Vector256<float>.One / (Vector256<float>.One + (power * power));
        float total = Vector256.Sum(share);
        result[0] = Vector256.Sum(red * share) / total;
        result[length] = Vector256.Sum(green * share) / total;
        result[2 * length] = Vector256.Sum(blue * share) / total;
    }
}
