using NetVips;

namespace ILComicGAN.Imaging;

/// <summary>Changes a picture's size.</summary>
public static class PictureResize
{
    /// <summary>Reduces a picture whose longer side is over <paramref name="longestSide"/> pixels; null for no limit.</summary>
    public static Picture LimitedTo(this Picture picture, int? longestSide)
    {
        int longest = Math.Max(picture.Width, picture.Height);
        return longestSide is { } limit && longest > limit
            ? picture.Resize(Scaled(picture.Width), Scaled(picture.Height))
            : picture;

        int Scaled(int side) => Math.Max(1, (int)Math.Round((double)side * limit / longest));
    }

    /// <summary>Resizes to exactly <paramref name="width"/>×<paramref name="height"/> (Lanczos, three lobes, antialiased).</summary>
    /// <remarks>Colors are weighted with opacity, so that clear pixels do not bleed into the edges.</remarks>
    /// <exception cref="PictureException">libvips could not resize it.</exception>
    public static Picture Resize(this Picture picture, int width, int height)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        if (width == picture.Width && height == picture.Height)
        {
            return picture;
        }

        if ((long)width * height > PictureFile.MaxPixels)
        {
            throw new PictureException($"A size of {width}×{height} is more than the {PictureFile.MaxPixels / 1_000_000} million pixels allowed; choose a smaller one.");
        }

        Vips.Start();
        try
        {
            using Image image = VipsPixels.FromPicture(picture);
            using Image source = picture.HasAlpha ? image.Premultiply() : image.Copy();
            using Image scaled = source.Resize(
                (double)width / picture.Width, kernel: Enums.Kernel.Lanczos3, vscale: (double)height / picture.Height);
            // The scale is a fraction, so libvips' rounding can miss the size by a pixel; edges are repeated there.
            using Image cut = scaled.Gravity(Enums.CompassDirection.NorthWest, width, height, extend: Enums.Extend.Copy);
            using Image plain = picture.HasAlpha ? cut.Unpremultiply() : cut.Copy();
            using Image rounded = plain.Format == Enums.BandFormat.Uchar ? plain.Copy() : plain.Rint();
            using Image bytes = rounded.Cast(Enums.BandFormat.Uchar);
            return VipsPixels.ToPicture(bytes);
        }
        catch (VipsException e)
        {
            throw new PictureException(
                $"A {picture.Width}×{picture.Height} picture cannot be resized to {width}×{height}; choose another size.", e);
        }
    }
}
