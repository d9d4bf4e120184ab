namespace ILComicGAN.Networks.Modules;

/// <summary>
/// What random numbers are drawn for. Each purpose has streams of its own, so that no two ever share numbers. The values
/// are part of every run: with another one, a resumed run would draw other numbers.
/// </summary>
public enum RandomPurpose : ushort
{
    /// <summary>First weights, by parameter.</summary>
    Weights = 1,

    /// <summary>The order of the photos, by epoch.</summary>
    PhotoOrder = 10,

    /// <summary>Where photos are cropped, by sample.</summary>
    PhotoCrops = 11,

    /// <summary>The order of the style pictures, by epoch.</summary>
    StyleOrder = 12,

    /// <summary>Where style pictures are cropped, by sample.</summary>
    StyleCrops = 13,

    /// <summary>ε of the gradient penalty, by critic step.</summary>
    PenaltyMix = 14,

    /// <summary>Pictures of noise for measuring a step's memory.</summary>
    MemoryProbe = 20,
}
