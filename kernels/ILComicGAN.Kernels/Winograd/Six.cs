using ILComicGAN.Kernels.Tiles;
using ILGPU;

namespace ILComicGAN.Kernels.Winograd;

/// <summary>
/// A line of six and the one-dimensional transforms of F(4, 3) (Winograd; Lavin and Gray) at the points 0, ±a, ±b and ∞:
/// four outputs of a three-tap filter from six multiplications instead of twelve; in two dimensions 36 instead of 144.
/// With a = 5/8 and b = 3/2, exact in binary, rounding errors are half as large as with the usual 1 and 2.
/// </summary>
internal struct Six
{
    private const float PointA = 0.625f, SquareA = PointA * PointA;
    private const float PointB = 1.5f, SquareB = PointB * PointB;
    private const float ScaleA = 1 / (2 * SquareA * (SquareA - SquareB));
    private const float ScaleB = 1 / (2 * SquareB * (SquareB - SquareA));

    public float A, B, C, D, E, F;

    /// <summary>Bᵀd: an input line.</summary>
    public readonly Six Input()
    {
        float evenA = E - (SquareB * C);
        float oddA = PointA * (D - (SquareB * B));
        float evenB = E - (SquareA * C);
        float oddB = PointB * (D - (SquareA * B));
        return new()
        {
            A = (SquareA * SquareB * A) - ((SquareA + SquareB) * C) + E,
            B = evenA + oddA,
            C = evenA - oddA,
            D = evenB + oddB,
            E = evenB - oddB,
            F = (SquareA * SquareB * B) - ((SquareA + SquareB) * D) + F,
        };
    }

    /// <summary>Gg: three taps.</summary>
    public static Six Weight(float a, float b, float c)
    {
        float evenA = (ScaleA * a) + (ScaleA * SquareA * c);
        float oddA = ScaleA * PointA * b;
        float evenB = (ScaleB * a) + (ScaleB * SquareB * c);
        float oddB = ScaleB * PointB * b;
        return new()
        {
            A = a * (1 / (SquareA * SquareB)),
            B = evenA + oddA,
            C = evenA - oddA,
            D = evenB + oddB,
            E = evenB - oddB,
            F = c,
        };
    }

    /// <summary>Aᵀm: four outputs.</summary>
    public readonly Float4 Output()
    {
        (float sumA, float offA) = (B + C, B - C);
        (float sumB, float offB) = (D + E, D - E);
        return new()
        {
            X = A + sumA + sumB,
            Y = (PointA * offA) + (PointB * offB),
            Z = (SquareA * sumA) + (SquareB * sumB),
            W = (PointA * SquareA * offA) + (PointB * SquareB * offB) + F,
        };
    }

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
