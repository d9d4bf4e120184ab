namespace ILComicGAN.Networks.Layers;

/// <summary>
/// How LIN decides between instance and layer normalization. The paper says only that “the larger value” of α_I and
/// α_L decides (Eq. 7); what the value of a tensor is, is our reading.
/// </summary>
public enum LinRule
{
    /// <summary>One choice per sample and layer, by the mean of |α|: the paper's “for this layer”.</summary>
    PerLayer,

    /// <summary>Each element takes the branch with the larger α.</summary>
    PerElement,

    /// <summary>ρ·IN + (1 − ρ)·LN with a learned ρ ∈ [0, 1] per channel, as U-GAT-IT does; for comparison.</summary>
    Blend,

    /// <summary>Always instance normalization: what AnimeGAN and CartoonGAN use.</summary>
    Instance,
}
