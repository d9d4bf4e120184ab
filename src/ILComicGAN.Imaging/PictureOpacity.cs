namespace ILComicGAN.Imaging;

/// <summary>Does away with opacity.</summary>
public static class PictureOpacity
{
    /// <summary>The picture as it looks on white paper; the same one where it is opaque.</summary>
    public static Picture OnWhite(this Picture picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        if (!picture.HasAlpha)
        {
            return picture;
        }

        byte[] rgb = picture.Rgb.ToArray();
        ReadOnlySpan<byte> alpha = picture.Alpha;
        for (int i = 0; i < rgb.Length; i++)
        {
            int opacity = alpha[i / 3];
            rgb[i] = (byte)(((rgb[i] * opacity) + (255 * (255 - opacity)) + 127) / 255);
        }

        return new Picture(picture.Width, picture.Height, rgb);
    }
}
