namespace ILComicGAN.Engine.Contract;

/// <summary>How a picture is sampled at another size. Pixel centers are at half-integers (align_corners = false).</summary>
public enum ResizeMode
{
    /// <summary>The source pixel ⌊i·in/out⌋.</summary>
    Nearest,

    /// <summary>Linear in each direction between source pixel centers; the border pixel is repeated outside.</summary>
    Bilinear,
}
