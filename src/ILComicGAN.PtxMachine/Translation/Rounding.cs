namespace ILComicGAN.PtxMachine.Translation;

/// <summary>Directed rounding to float32, from a float64 value and the sign of what it lacks.</summary>
internal static class Rounding
{
    /// <param name="value">Nearly the exact result.</param>
    /// <param name="rest">Of the sign of exact − value; 0 where the value is exact.</param>
    /// <param name="mode">Where to.</param>
    public static float ToSingle(double value, double rest, RoundingMode mode)
    {
        float nearest = (float)value;
        if (double.IsNaN(value) || double.IsInfinity(value) || mode == RoundingMode.Nearest)
        {
            return nearest;
        }

        // Of exact − nearest: what rounding to float32 left, or where that left nothing, what the value itself lacks.
        double left = value - nearest;
        int sign = left != 0 ? Math.Sign(left) : double.IsNaN(rest) ? 0 : Math.Sign(rest);
        return mode switch
        {
            RoundingMode.Down => sign < 0 ? MathF.BitDecrement(nearest) : nearest,
            RoundingMode.Up => sign > 0 ? MathF.BitIncrement(nearest) : nearest,
            _ when nearest > 0 || (nearest == 0 && sign > 0) => sign < 0 ? MathF.BitDecrement(nearest) : nearest,
            _ when nearest < 0 || (nearest == 0 && sign < 0) => sign > 0 ? MathF.BitIncrement(nearest) : nearest,
            _ => nearest,
        };
    }

    /// <summary>a + b, of which each is exact in float64.</summary>
    public static float Sum(double a, double b, RoundingMode mode)
    {
        double sum = a + b;
        if (sum == 0)
        {
            // x − x is −0 only when rounding down.
            return a == 0 && b == 0 && double.IsNegative(a) == double.IsNegative(b) ? (float)a : mode == RoundingMode.Down ? -0f : 0f;
        }

        // Knuth's two-sum: the error of a float64 addition is a float64.
        double second = sum - a;
        double rest = (a - (sum - second)) + (b - second);
        return ToSingle(sum, rest, mode);
    }

    public static float Quotient(float a, float b, RoundingMode mode)
    {
        double quotient = (double)a / b;
        double rest = Math.FusedMultiplyAdd(-quotient, b, a);
        return ToSingle(quotient, b < 0 ? -rest : rest, mode);
    }

    public static float SquareRoot(float a, RoundingMode mode)
    {
        double root = Math.Sqrt(a);
        return ToSingle(root, Math.FusedMultiplyAdd(-root, root, a), mode);
    }
}
