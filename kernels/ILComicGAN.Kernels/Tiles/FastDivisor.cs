namespace ILComicGAN.Kernels.Tiles;

/// <summary>
/// Division of a number in [0, 2³¹) by a divisor known before the launch: one multiplication and a shift instead of the
/// some thirty instructions of an integer division.
/// </summary>
internal readonly struct FastDivisor
{
    private readonly int _divisor;
    private readonly uint _factor;
    private readonly int _shift;

    /// <param name="divisor">At least 1.</param>
    public FastDivisor(int divisor)
    {
        // With l = ⌈log₂ d⌉ and f = ⌊2^(31+l)/d⌋ + 1, ⌊n·f / 2^(31+l)⌋ = ⌊n/d⌋ for all n < 2³¹, and f < 2³².
        int bits = 0;
        while (1L << bits < divisor)
        {
            bits++;
        }

        _divisor = divisor;
        _shift = 31 + bits;
        _factor = (uint)Math.Min((1UL << _shift) / (ulong)divisor + 1, uint.MaxValue);
    }

    public int Quotient(int n) => (int)((ulong)(uint)n * _factor >> _shift);

    public int Remainder(int n, int quotient) => n - (quotient * _divisor);
}
