namespace ILComicGAN.Engine.Elementwise;

/// <summary>
/// Transcendental functions out of plain arithmetic, since a GPU's own are approximations
/// (tanh.approx is off by 2⁻¹¹, lg2.approx loses all relative accuracy near 1) and differ between devices.
/// </summary>
internal static class Accurate
{
    private const float Log2E = 1.44269504f;

    // ln 2 in two parts; the first has so few bits that n·Ln2High is exact for every exponent n.
    private const float Ln2High = 0.693359375f;
    private const float Ln2Low = -2.12194440e-4f;

    /// <summary>eˣ, within 2 units in the last place; 0 below −87.3 (no subnormal results), ∞ above 88.7.</summary>
    public static float Exp(float x)
    {
        if (!(x < 88.72284f))
        {
            return x * float.PositiveInfinity;
        }

        if (x < -87.33654f)
        {
            return 0;
        }

        float shifted = (x * Log2E) + (x < 0 ? -0.5f : 0.5f);
        int n = (int)shifted;
        float r = x - (n * Ln2High) - (n * Ln2Low);
        // The Taylor series: |r| ≤ 0.347, so the first term left out is below 5e-9.
        float p = 1f / 5040;
        p = (p * r) + (1f / 720);
        p = (p * r) + (1f / 120);
        p = (p * r) + (1f / 24);
        p = (p * r) + (1f / 6);
        p = (p * r) + 0.5f;
        p = (p * r * r) + r + 1;
        // Two factors, since 2¹²⁸ alone is no float.
        int half = n >> 1;
        return p * BitConverter.Int32BitsToSingle((half + 127) << 23) * BitConverter.Int32BitsToSingle((n - half + 127) << 23);
    }

    /// <summary>ln x, within 3 units in the last place for normal x; −∞ at 0 and for subnormals, NaN below.</summary>
    public static float Log(float x)
    {
        if (!(x >= 1.17549435e-38f))
        {
            return x >= 0 ? float.NegativeInfinity : float.NaN;
        }

        if (x > 3.40282347e38f)
        {
            return x;
        }

        int bits = BitConverter.SingleToInt32Bits(x);
        // Shift by √½ so that the mantissa comes out in [√½, √2) and ln of it is small.
        int offset = bits - 0x3F3504F3;
        int n = offset >> 23;
        float m = BitConverter.Int32BitsToSingle(bits - (n << 23));
        float f = m - 1;
        float s = f / (2 + f);
        float z = s * s;
        // 2·atanh(s) = 2s + s·z·(2/3 + 2z/5 + …); |s| ≤ 0.172, so the first term left out is below 1e-9.
        float p = 2f / 11;
        p = (p * z) + (2f / 9);
        p = (p * z) + (2f / 7);
        p = (p * z) + (2f / 5);
        p = (p * z) + (2f / 3);
        // 2s = f − s·f: f is exact, and only the small correction is rounded.
        float tail = s * ((z * p) - f);
        return (n * Ln2High) + (f + (tail + (n * Ln2Low)));
    }

    /// <summary>tanh x, within 3 units in the last place; ±1 from |x| = 9.02 on.</summary>
    public static float Tanh(float x)
    {
        float a = MathF.Abs(x);
        if (a >= 9.02f)
        {
            return x > 0 ? 1 : -1;
        }

        if (!(a >= 0.55f))
        {
            // sinh over cosh as series in x²: no subtraction of near-equal numbers, so small x keep all their digits.
            float z = x * x;
            float sinh = (((((((z / 5040) + (1f / 120)) * z) + (1f / 6)) * z * x) + x));
            float cosh = ((((((((z / 40320) + (1f / 720)) * z) + (1f / 24)) * z) + 0.5f) * z) + 1);
            return sinh / cosh;
        }

        float t = 1 - (2 / (Exp(2 * a) + 1));
        return x < 0 ? -t : t;
    }
}
