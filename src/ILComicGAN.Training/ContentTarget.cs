namespace ILComicGAN.Training;

/// <summary>What a generated picture's content and colors are compared with.</summary>
public enum ContentTarget
{
    /// <summary>The photo q itself (the paper).</summary>
    Photo,

    /// <summary>The photo abstracted to even surfaces, lively colors and dark contours.</summary>
    Comic,

    /// <summary>The photo abstracted to even surfaces and thin lines in the local color, with small things kept whole.</summary>
    Soft,

    /// <summary>The photo abstracted to washes and contours of ink on paper.</summary>
    Ink,
}
