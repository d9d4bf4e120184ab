namespace ILComicGAN.Kernels.Reduction;

/// <summary>A sum that carries its rounding error along (Kahan), so that its precision does not depend on its length.</summary>
internal struct CompensatedSum
{
    private float _sum;
    private float _error;

    /// <summary>The sum so far.</summary>
    public readonly float Value => _sum;

    public void Add(float term)
    {
        float corrected = term - _error;
        float next = _sum + corrected;
        _error = (next - _sum) - corrected;
        _sum = next;
    }
}
