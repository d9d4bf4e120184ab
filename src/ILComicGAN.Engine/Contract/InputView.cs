namespace ILComicGAN.Engine.Contract;

/// <summary>
/// The picture that a convolution sees of a stored one [H, W]: each pixel repeated <paramref name="Upsample"/> times in
/// both directions (nearest), then a reflected border. Neither has to be stored.
/// </summary>
/// <param name="Height">H as stored.</param>
/// <param name="Width">W as stored.</param>
/// <param name="Upsample">1 or more.</param>
/// <param name="Top">Reflected rows above, fewer than H·<paramref name="Upsample"/>.</param>
/// <param name="Bottom">Reflected rows below.</param>
/// <param name="Left">Reflected columns on the left.</param>
/// <param name="Right">Reflected columns on the right.</param>
public readonly record struct InputView(int Height, int Width, int Upsample, int Top, int Bottom, int Left, int Right)
{
    /// <summary>Height with repetition, without the border.</summary>
    public int UpsampledHeight => Height * Upsample;

    /// <summary>Width with repetition, without the border.</summary>
    public int UpsampledWidth => Width * Upsample;

    /// <summary>The height that the convolution sees.</summary>
    public int PaddedHeight => UpsampledHeight + Top + Bottom;

    /// <summary>The width that the convolution sees.</summary>
    public int PaddedWidth => UpsampledWidth + Left + Right;

    /// <summary>Whether there is a border.</summary>
    public bool HasBorder => (Top | Bottom | Left | Right) != 0;
}
