namespace ILComicGAN.Kernels.Reduction;

/// <summary>The sums that one pass over a row may take; those a kernel does not use cost nothing.</summary>
internal struct RowSums
{
    public CompensatedSum A, B, C, D, E;
}
