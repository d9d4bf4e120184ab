namespace ILComicGAN.Networks.Layers;

/// <summary>The activation of all networks but VGG.</summary>
internal static class LeakyRelu
{
    /// <summary>Slope for negative values (Section III.C).</summary>
    public const double Slope = 0.2;
}
