using NetVips;

namespace ILComicGAN.Imaging.Formats;

/// <summary>Decodes the named formats, and no others, to upright 8-bit sRGB.</summary>
internal static class PictureDecoder
{
    /// <summary>Decodes a file.</summary>
    /// <param name="file">Its bytes.</param>
    /// <param name="format">What it is.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="lenient">Whether a file that ends early gives what there is of it; otherwise it is refused.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="VipsException">It is damaged.</exception>
    /// <exception cref="InvalidDataException">It is damaged; the message follows “it”.</exception>
    /// <exception cref="PictureException">It has too many pixels.</exception>
    public static Picture Decode(byte[] file, PictureFormat format, string name, bool lenient, CancellationToken cancellation)
    {
        if (format == PictureFormat.Bmp)
        {
            Picture picture = BmpDecoder.Decode(file, out bool complete);
            return complete || lenient ? picture : throw new InvalidDataException("ends early");
        }

        using Image opened = Open(file, format, lenient ? Enums.FailOn.None : Enums.FailOn.Truncated);
        RequireSize(opened.Width, opened.Height, file.Length, format, name);
        using Image upright = opened.Autorot();
        using Image rgb = VipsPixels.ToSrgb8(upright, name);
        using CancellationTokenRegistration stop = cancellation.Register(() => rgb.SetKill(true));
        return VipsPixels.ToPicture(rgb);
    }

    /// <summary>Width and height as the file declares them; next to nothing is decoded.</summary>
    /// <exception cref="VipsException">It is damaged.</exception>
    /// <exception cref="InvalidDataException">It is damaged; the message follows “it”.</exception>
    public static (int Width, int Height) SizeOf(byte[] file, PictureFormat format)
    {
        if (format == PictureFormat.Bmp)
        {
            Picture picture = BmpDecoder.Decode(file, out _);
            return (picture.Width, picture.Height);
        }

        using Image opened = Open(file, format, Enums.FailOn.None);
        return (opened.Width, opened.Height);
    }

    /// <summary>Which program made the file, if it says so.</summary>
    /// <exception cref="VipsException">It is damaged.</exception>
    public static string? SoftwareOf(byte[] file, PictureFormat format)
    {
        if (format == PictureFormat.Bmp)
        {
            return null;
        }

        using Image opened = Open(file, format, Enums.FailOn.None);
        return opened.Contains(VipsPixels.SoftwareField) ? (string)opened.Get(VipsPixels.SoftwareField) : null;
    }

    private static Image Open(byte[] file, PictureFormat format, Enums.FailOn failOn) => format switch
    {
        PictureFormat.Jpeg => Image.JpegloadBuffer(file, access: Enums.Access.Random, failOn: failOn),
        PictureFormat.Png => Image.PngloadBuffer(file, access: Enums.Access.Random, failOn: failOn),
        PictureFormat.WebP => Image.WebploadBuffer(file, access: Enums.Access.Random, failOn: failOn),
        PictureFormat.Tiff => Image.TiffloadBuffer(file, access: Enums.Access.Random, failOn: failOn),
        _ => Image.GifloadBuffer(file, access: Enums.Access.Random, failOn: failOn),
    };

    private static void RequireSize(int width, int height, int length, PictureFormat format, string name)
    {
        long pixels = (long)width * height;
        if (pixels > PictureFile.MaxPixels)
        {
            throw new PictureException(
                $"The picture '{name}' has {width}×{height} pixels, more than the {PictureFile.MaxPixels / 1_000_000} million allowed; make it smaller first.");
        }

        if (!PictureEnd.CanHold(length, pixels, format))
        {
            throw new InvalidDataException($"declares {width}×{height} pixels and has next to none of them");
        }
    }
}
