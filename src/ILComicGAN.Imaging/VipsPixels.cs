using ILComicGAN.Imaging.Metrics;
using NetVips;

namespace ILComicGAN.Imaging;

/// <summary>Between <see cref="Picture"/> and libvips' images.</summary>
internal static class VipsPixels
{
    /// <summary>Where files say which program made them, in EXIF.</summary>
    public const string SoftwareField = "exif-ifd0-Software";

    /// <summary>Any color space and depth to 8-bit sRGB of three bands, or four with opacity.</summary>
    /// <remarks>
    /// Opacity goes its own way: the library's conversions of colors scale it by other rules than the colors. And depth is
    /// changed here: the library takes floating-point numbers for linear light, and whole numbers of 32 bits for those of 8.
    /// </remarks>
    /// <exception cref="PictureException">The values are out of any range.</exception>
    public static Image ToSrgb8(Image image, string name)
    {
        int count = ColorsOf(image);
        using Image colors = image.ExtractBand(0, n: count);
        using Image rgb = ColorsToSrgb8(colors, name);
        if (image.Bands == count)
        {
            return rgb.Copy();
        }

        using Image alpha = image.ExtractBand(count);
        using Image opacity = Scale(alpha, Largest(alpha.Format), Enums.BandFormat.Uchar);
        return rgb.Bandjoin(opacity);
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
        using Image colors = rgb.Copy(interpretation: Enums.Interpretation.Srgb);
        if (picture.AlphaBytes is null)
        {
            return colors.Copy();
        }

        using Image alpha = Image.NewFromMemoryCopy(picture.AlphaBytes, picture.Width, picture.Height, 1, Enums.BandFormat.Uchar);
        return colors.Bandjoin(alpha);
    }

    /// <summary>How many of the bands are colors; what comes after them is opacity, or something else.</summary>
    private static int ColorsOf(Image image) => image.Interpretation switch
    {
        Enums.Interpretation.Cmyk => Math.Min(4, image.Bands),
        Enums.Interpretation.Bw or Enums.Interpretation.Grey16 => 1,
        _ => image.Bands < 3 ? 1 : 3,
    };

    private static Image ColorsToSrgb8(Image colors, string name)
    {
        if (IsMeasured(colors.Interpretation))
        {
            using Image converted = colors.Colourspace(Enums.Interpretation.Srgb);
            return converted.Cast(Enums.BandFormat.Uchar);
        }

        double largest = Largest(colors.Format);
        if (largest == 1 && colors.Avg() > 1)
        {
            throw new PictureException($"The picture '{name}' has floating-point numbers far beyond 0 to 1; scale them to 0 to 1 first.");
        }

        // A profile is exact where there is one; without it numbers are sRGB's, but for CMYK, which the library knows to read.
        return Profiled(colors, largest) ?? Plain(colors, largest);
    }

    /// <summary>Through the picture's profile, null where there is none that fits.</summary>
    private static Image? Profiled(Image colors, double largest)
    {
        if (!colors.Contains("icc-profile-data"))
        {
            return null;
        }

        try
        {
            if (colors.Format == Enums.BandFormat.Uchar)
            {
                using Image exact = colors.IccTransform("srgb", embedded: true, intent: Enums.Intent.Relative, depth: 8);
                return ThreeColors(exact);
            }

            using Image scaled = Scale(colors, largest, Enums.BandFormat.Ushort);
            using Image deep = scaled.Copy(interpretation: colors.Bands switch
            {
                1 => Enums.Interpretation.Grey16,
                3 => Enums.Interpretation.Rgb16,
                _ => Enums.Interpretation.Cmyk,
            });
            using Image transformed = deep.IccTransform("srgb", embedded: true, intent: Enums.Intent.Relative, depth: 16);
            using Image bytes = Scale(transformed, Largest(transformed.Format), Enums.BandFormat.Uchar);
            return ThreeColors(bytes);
        }
        catch (VipsException)
        {
            // A broken or unfitting profile (common in the wild) is no reason to refuse the picture.
            return null;
        }
    }

    private static Image Plain(Image colors, double largest)
    {
        using Image bytes = Scale(colors, largest, Enums.BandFormat.Uchar);
        if (colors.Bands != 4)
        {
            return ThreeColors(bytes);
        }

        using Image ink = bytes.Copy(interpretation: Enums.Interpretation.Cmyk);
        using Image light = ink.Colourspace(Enums.Interpretation.Srgb);
        return light.Cast(Enums.BandFormat.Uchar);
    }

    /// <summary>Numbers from 0 to <paramref name="largest"/> in 8 or 16 bits, rounded; what is beyond is cut off.</summary>
    private static Image Scale(Image image, double largest, Enums.BandFormat format)
    {
        if (image.Format == format)
        {
            return image.Copy();
        }

        using Image scaled = image.Linear([(format == Enums.BandFormat.Uchar ? 255.0 : 65535.0) / largest], [0]);
        using Image rounded = scaled.Rint();
        return rounded.Cast(format);
    }

    /// <summary>What stands for white, or opaque, in numbers of a kind.</summary>
    private static double Largest(Enums.BandFormat format) => format switch
    {
        Enums.BandFormat.Uchar => byte.MaxValue,
        Enums.BandFormat.Char => sbyte.MaxValue,
        Enums.BandFormat.Ushort => ushort.MaxValue,
        Enums.BandFormat.Short => short.MaxValue,
        Enums.BandFormat.Uint => uint.MaxValue,
        Enums.BandFormat.Int => int.MaxValue,
        _ => 1,
    };

    /// <summary>Whether the numbers are of a color space with a scale of its own.</summary>
    private static bool IsMeasured(Enums.Interpretation interpretation) => interpretation
        is Enums.Interpretation.Lab or Enums.Interpretation.Labs or Enums.Interpretation.Labq or Enums.Interpretation.Lch
        or Enums.Interpretation.Xyz or Enums.Interpretation.Yxy or Enums.Interpretation.Cmc or Enums.Interpretation.Hsv;

    private static Image ThreeColors(Image image)
    {
        if (image.Bands == 1)
        {
            return image.Bandjoin(image, image);
        }

        return image.Bands == 3 ? image.Copy() : image.ExtractBand(0, n: 3);
    }
}
