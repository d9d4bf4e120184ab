namespace ILComicGAN.Imaging.Abstraction;

/// <summary>How a photo is drawn by plain image processing, without a network.</summary>
public enum AbstractionStyle
{
    /// <summary>Painted patches in livelier colors, with dark contours.</summary>
    Comic,

    /// <summary>Even surfaces and thin lines in the local color; small things, eyes and letters, stay whole.</summary>
    Soft,

    /// <summary>Washes of diluted ink and brush contours on warm paper.</summary>
    Ink,
}
