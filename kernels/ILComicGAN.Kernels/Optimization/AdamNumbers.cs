namespace ILComicGAN.Kernels.Optimization;

/// <summary>One update's numbers, worked out in double precision beforehand.</summary>
internal struct AdamNumbers
{
    public float Beta1, OneMinusBeta1, Beta2, OneMinusBeta2, Epsilon;

    /// <summary>η/(1 − β₁ᵗ).</summary>
    public float CorrectedRate;

    /// <summary>1/(1 − β₂ᵗ).</summary>
    public float SecondCorrection;
}
