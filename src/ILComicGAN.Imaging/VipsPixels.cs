using NetVips;

namespace ILComicGAN.Imaging;

/// <summary>Between <see cref="Picture"/> and libvips' images.</summary>
internal static class VipsPixels
{
    /// <summary>Any colour space and depth to 8-bit sRGB of three bands, or four with opacity.</summary>
    public static Image ToSrgb8(Image image)
    {
        // A profile is exact where there is one; without it libvips knows how to read each colour space, CMYK included.
        bool profile = image.Contains("icc-profile-data");
        if (profile)
        {
            try
            {
                using Image exact = image.IccTransform("srgb", embedded: true, intent: Enums.Intent.Relative);
                using Image cast = exact.Cast(Enums.BandFormat.Uchar);
                return ThreeColours(cast);
            }
            catch (VipsException)
            {
                // A broken or unfitting profile (common in the wild) is no reason to refuse the picture.
            }
        }

        using Image colours = image.Colourspace(Enums.Interpretation.Srgb);
        using Image bytes = colours.Cast(Enums.BandFormat.Uchar);
        return ThreeColours(bytes);
    }

    /// <summary>Decodes the pixels of an 8-bit image of three or four bands.</summary>
    public static Picture ToPicture(Image image)
    {
        byte[] pixels = image.WriteToMemory<byte>();
        if (image.Bands == 3)
        {
            return new Picture(image.Width, image.Height, pixels);
        }

        int count = image.Width * image.Height;
        byte[] rgb = new byte[3 * count];
        byte[] alpha = new byte[count];
        for (int i = 0; i < count; i++)
        {
            pixels.AsSpan(4 * i, 3).CopyTo(rgb.AsSpan(3 * i));
            alpha[i] = pixels[(4 * i) + 3];
        }

        return new Picture(image.Width, image.Height, rgb, alpha);
    }

    /// <summary>A libvips image of three or four bands with a copy of the pixels.</summary>
    public static Image FromPicture(Picture picture)
    {
        using Image rgb = Image.NewFromMemoryCopy(picture.RgbBytes, picture.Width, picture.Height, 3, Enums.BandFormat.Uchar);
        using Image colours = rgb.Copy(interpretation: Enums.Interpretation.Srgb);
        if (picture.AlphaBytes is null)
        {
            return colours.Copy();
        }

        using Image alpha = Image.NewFromMemoryCopy(picture.AlphaBytes, picture.Width, picture.Height, 1, Enums.BandFormat.Uchar);
        return colours.Bandjoin(alpha);
    }

    private static Image ThreeColours(Image image)
    {
        if (image.Bands is 3 or 4)
        {
            return image.Copy();
        }

        if (image.Bands < 3)
        {
            // Gray, with or without opacity, that the conversion left as it was.
            using Image gray = image.ExtractBand(0);
            using Image rgb = gray.Bandjoin(gray, gray);
            using Image rest = image.Bands == 2 ? image.ExtractBand(1) : gray.Copy();
            return image.Bands == 2 ? rgb.Bandjoin(rest) : rgb.Copy();
        }

        return image.ExtractBand(0, n: 4);
    }
}
