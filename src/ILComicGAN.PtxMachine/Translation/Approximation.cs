namespace ILComicGAN.PtxMachine.Translation;

/// <summary>
/// The special-function unit: results are rounded to as many bits as the PTX manual promises and no more, so that code
/// which needs more shows it here.
/// </summary>
internal static class Approximation
{
    /// <summary>To a relative error below 2^−bits.</summary>
    public static float Relative(double value, int bits)
    {
        if (value == 0 || !double.IsFinite(value))
        {
            return (float)value;
        }

        // One bit less than the float64's fraction keeps the rounding to nearest within half of the bound.
        int dropped = 52 - bits;
        long rounded = (BitConverter.DoubleToInt64Bits(value) + (1L << (dropped - 1))) & -(1L << dropped);
        return (float)BitConverter.Int64BitsToDouble(rounded);
    }

    /// <summary>To an absolute error below 2^−bits.</summary>
    public static float Absolute(double value, int bits) => (float)(Math.Round(value * (1 << bits)) / (1 << bits));

    /// <summary>Absolute error 2⁻²² where the argument is near 1, relative elsewhere.</summary>
    public static float Log2(float a) => a > 0.5f && a < 2 ? Absolute(Math.Log2(a), 22) : Relative(Math.Log2(a), 22);
}
