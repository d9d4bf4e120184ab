namespace ILComicGAN.Networks.Losses;

/// <summary>The terms of the generator's loss, in the order of Eq. 6.</summary>
public static class LossTerms
{
    /// <summary>All terms.</summary>
    public static IReadOnlyList<LossTerm> All { get; } =
    [
        new AdversarialLoss(),
        new ContentLoss(),
        new GrayStyleLoss(),
        new ColorLoss(),
    ];
}
