namespace ILComicGAN.Imaging.Abstraction;

/// <summary>How contours are found and drawn.</summary>
/// <param name="Sigma">Width of the narrower Gaussian in pixels: the thickness of a line.</param>
/// <param name="Weight">p: how much the difference of Gaussians outweighs the picture itself.</param>
/// <param name="Threshold">ε: below it a line begins.</param>
/// <param name="Softness">φ: how steeply it turns dark.</param>
internal readonly record struct ContourSettings(float Sigma, float Weight, float Threshold, float Softness)
{
    public static readonly ContourSettings Comic = new(1.0f, 18f, 0.0f, 2.2f);
    public static readonly ContourSettings Ink = new(1.2f, 18f, 0.05f, 1.6f);
}
