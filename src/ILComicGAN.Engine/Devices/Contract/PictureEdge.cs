namespace ILComicGAN.Engine.Devices;

/// <summary>
/// What a convolution sees of a stored picture [H, W]: each pixel repeated <paramref name="Enlarge"/> times in both
/// directions (nearest), then a reflected border. Neither has to be stored.
/// </summary>
/// <param name="Height">H as stored.</param>
/// <param name="Width">W as stored.</param>
/// <param name="Enlarge">1 or more.</param>
/// <param name="Top">Reflected rows above, fewer than H·<paramref name="Enlarge"/>.</param>
/// <param name="Bottom">Reflected rows below.</param>
/// <param name="Left">Reflected columns on the left.</param>
/// <param name="Right">Reflected columns on the right.</param>
public readonly record struct PictureEdge(int Height, int Width, int Enlarge, int Top, int Bottom, int Left, int Right)
{
    /// <summary>The height that the convolution sees.</summary>
    public int SeenHeight => (Height * Enlarge) + Top + Bottom;

    /// <summary>The width that the convolution sees.</summary>
    public int SeenWidth => (Width * Enlarge) + Left + Right;
}
