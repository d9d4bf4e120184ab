using NetVips;

namespace ILComicGAN.Imaging;

/// <summary>Reads pictures from files and encodes them. Safe to use from several threads.</summary>
public static class PictureFile
{
    /// <summary>The most pixels a picture may have (200 million); larger ones are refused before they are decoded.</summary>
    public const long MaxPixels = 200_000_000;

    /// <summary>Reads a JPEG, PNG, WebP or other picture as upright 8-bit sRGB, its opacity kept apart.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="PictureException">The file is missing, not a picture, damaged or too large.</exception>
    public static Picture Load(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        byte[] file;
        try
        {
            file = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new PictureException($"The picture '{path}' does not exist; check the path.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PictureException($"The picture '{path}' cannot be opened ({e.Message}); check that it is a readable file.", e);
        }

        return Decode(file, path);
    }

    /// <summary>Decodes the bytes of a picture file; see <see cref="Load"/>.</summary>
    /// <param name="file">The file's content.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="PictureException">Not a picture, damaged or too large.</exception>
    public static Picture Decode(byte[] file, string name)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (file.Length == 0)
        {
            throw new PictureException($"The picture '{name}' is an empty file; replace it.");
        }

        Vips.Start();
        try
        {
            // FailOn truncated: half a photo padded with gray would otherwise go into training unnoticed.
            using Image opened = Image.NewFromBuffer(file, access: Enums.Access.Random, failOn: Enums.FailOn.Truncated);
            long pixels = (long)opened.Width * opened.Height;
            if (pixels > MaxPixels)
            {
                throw new PictureException(
                    $"The picture '{name}' has {opened.Width}×{opened.Height} pixels, more than the {MaxPixels / 1_000_000} million allowed; make it smaller first.");
            }

            using Image upright = opened.Autorot();
            using Image rgb = VipsPixels.ToSrgb8(upright);
            return VipsPixels.ToPicture(rgb);
        }
        catch (VipsException e)
        {
            throw new PictureException(
                $"The picture '{name}' cannot be read: it is damaged or not in a known format (JPEG, PNG, WebP); replace it.", e);
        }
    }

    /// <summary>Encodes a picture in the format of a file name's extension.</summary>
    /// <param name="picture">The picture. JPEG has no opacity: the picture is laid on white there.</param>
    /// <param name="extension">A file name or an extension: .png, .jpg, .jpeg or .webp.</param>
    /// <param name="quality">1 to 100, for JPEG and WebP.</param>
    /// <exception cref="PictureException">The extension is another one, or the format cannot hold the picture.</exception>
    public static byte[] Encode(Picture picture, string extension, int quality = 92)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentOutOfRangeException.ThrowIfLessThan(quality, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quality, 100);
        string suffix = Path.GetExtension(extension).ToUpperInvariant();
        if (suffix is not (".PNG" or ".JPG" or ".JPEG" or ".WEBP"))
        {
            throw new PictureException($"Pictures cannot be written as '{extension}'; use .png, .jpg or .webp.");
        }

        Vips.Start();
        try
        {
            using Image image = VipsPixels.FromPicture(picture);
            return suffix switch
            {
                ".PNG" => image.PngsaveBuffer(),
                ".WEBP" => image.WebpsaveBuffer(q: quality),
                _ => image.JpegsaveBuffer(q: quality, background: [255, 255, 255]),
            };
        }
        catch (VipsException e)
        {
            throw new PictureException(
                $"The {picture.Width}×{picture.Height} picture cannot be written as '{extension}' ({e.Message.Trim().ReplaceLineEndings("; ")}); try .png.", e);
        }
    }
}
