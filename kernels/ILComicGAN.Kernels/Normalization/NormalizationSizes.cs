namespace ILComicGAN.Kernels.Normalization;

/// <summary>The sizes and settings of a normalization of [N, C, S]; a row is one sample's channel.</summary>
internal struct NormalizationSizes
{
    public int Batch, Channels, Spatial;
    public float Epsilon, Slope;

    /// <summary>Whether γ and β are there.</summary>
    public int Affine;
}
