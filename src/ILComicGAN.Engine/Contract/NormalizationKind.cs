namespace ILComicGAN.Engine.Contract;

/// <summary>Over what a sample's statistics are taken (Eq. 7).</summary>
public enum NormalizationKind
{
    /// <summary>Each channel by itself, over H×W: μ_I, σ_I².</summary>
    Instance,

    /// <summary>The whole sample, over C×H×W: μ_L, σ_L².</summary>
    Layer,

    /// <summary>For each sample the one of the two whose mean |α| is larger; instance on a tie.</summary>
    Selected,
}
