namespace ILComicGAN.Imaging.Abstraction;

/// <summary>How a photo is drawn by plain image processing, without a network.</summary>
public enum AbstractionStyle
{
    /// <summary>Painted patches in livelier colors, with dark contours.</summary>
    Comic,

    /// <summary>Washes of diluted ink and brush contours on warm paper.</summary>
    Ink,
}
