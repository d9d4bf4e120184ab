namespace ILComicGAN.Engine.Contract;

/// <summary>How large a convolution's rounding errors may be, in units of the root mean square of its result.</summary>
public enum ConvolutionAccuracy
{
    /// <summary>As a plain sum of products: about 10⁻⁶.</summary>
    Exact,

    /// <summary>Within 3·10⁻⁵, typically 10⁻⁶: what training uses.</summary>
    Standard,

    /// <summary>Within 10⁻⁴, typically 3·10⁻⁶: enough for pictures.</summary>
    Relaxed,
}
