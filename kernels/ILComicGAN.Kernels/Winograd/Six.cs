using ILComicGAN.Kernels.Tiles;
using ILGPU;

namespace ILComicGAN.Kernels.Winograd;

/// <summary>
/// A line of six and the one-dimensional transforms of F(4, 3) (Lavin and Gray) at the points 0, ±1, ±2 and ∞: four
/// outputs of a three-tap filter from six multiplications instead of twelve; in two dimensions 36 instead of 144.
/// </summary>
internal struct Six
{
    public float A, B, C, D, E, F;

    /// <summary>Bᵀd: an input line.</summary>
    public readonly Six Input() => new()
    {
        A = (4f * A) - (5f * C) + E,
        B = D + E - (4f * (B + C)),
        C = E - D + (4f * (B - C)),
        D = E - C + (2f * (D - B)),
        E = E - C + (2f * (B - D)),
        F = (4f * B) - (5f * D) + F,
    };

    /// <summary>Gg: three taps.</summary>
    public static Six Weight(float a, float b, float c) => new()
    {
        A = a * 0.25f,
        B = (a + b + c) * (-1f / 6f),
        C = (a - b + c) * (-1f / 6f),
        D = (a * (1f / 24f)) + (b * (1f / 12f)) + (c * (1f / 6f)),
        E = (a * (1f / 24f)) - (b * (1f / 12f)) + (c * (1f / 6f)),
        F = c,
    };

    /// <summary>Aᵀm: four outputs.</summary>
    public readonly Float4 Output() => new()
    {
        X = A + B + C + D + E,
        Y = B - C + (2f * (D - E)),
        Z = B + C + (4f * (D + E)),
        W = B - C + (8f * (D - E)) + F,
    };

    /// <summary>
    /// Writes one column of a transformed tile; element (row, column) is plane row·6 + column of planes that are
    /// <paramref name="step"/> apart.
    /// </summary>
    public readonly void Store(ArrayView<float> planes, long step, int column)
    {
        planes[column * step] = A;
        planes[(column + 6) * step] = B;
        planes[(column + 12) * step] = C;
        planes[(column + 18) * step] = D;
        planes[(column + 24) * step] = E;
        planes[(column + 30) * step] = F;
    }
}
