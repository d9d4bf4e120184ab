using ILComicGAN.Files;
using ILComicGAN.Imaging.Formats;
using Microsoft.Win32.SafeHandles;
using NetVips;

namespace ILComicGAN.Imaging;

/// <summary>Reads pictures from files and encodes them. Safe to use from several threads.</summary>
public static class PictureFile
{
    /// <summary>The most pixels a picture may have (200 million); larger ones are refused before they are decoded.</summary>
    public const long MaxPixels = 200_000_000;

    /// <summary>What results name as the program that made them.</summary>
    private const string ResultMark = "ILComicGAN";

    /// <summary>The most bytes a picture's file may have; larger ones are refused before they are read.</summary>
    public const long MaxBytes = 1 << 30;

    /// <summary>
    /// Reads a JPEG, PNG, WebP, TIFF, GIF or BMP file as upright 8-bit sRGB, its opacity kept apart. What it is says its content,
    /// not its name.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="incomplete">
    /// Gets a sentence if the file ends early or is damaged; the picture is then what a viewer would show of it. If null, such
    /// files are refused: what is missing is gray, which nobody wants to train on.
    /// </param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="PictureException">The file is missing, not a picture, damaged or too large.</exception>
    public static Picture Load(string path, Action<string>? incomplete = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return Decode(ReadBytes(path), path, incomplete, cancellation);
    }

    /// <summary>The bytes of a file that begins as a picture does.</summary>
    /// <exception cref="PictureException">The file is missing, not a picture or too large.</exception>
    public static byte[] ReadBytes(string path)
    {
        try
        {
            using (SafeFileHandle handle = InputFile.Open(path))
            {
                // What is no picture may be long: its beginning is enough to say so.
                byte[] start = new byte[PictureSignature.Length];
                int length = RandomAccess.Read(handle, start, 0);
                if (length > 0)
                {
                    _ = Recognize(start.AsSpan(0, length), path);
                }
            }

            return InputFile.ReadAllBytes(path, MaxBytes);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new PictureException($"The picture '{path}' {InputFile.MissingBecause(path)}.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PictureException($"The picture '{path}' cannot be opened ({e.Message.TrimEnd('.')}); check that it is a readable file.", e);
        }
    }

    /// <summary>Decodes the bytes of a picture file; see <see cref="Load"/>.</summary>
    /// <param name="file">The file's content.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="incomplete">Gets a sentence if it ends early; if null, it is refused then.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="PictureException">Not a picture, damaged or too large.</exception>
    public static Picture Decode(byte[] file, string name, Action<string>? incomplete = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (file.Length == 0)
        {
            throw new PictureException($"The picture '{name}' is an empty file; replace it.");
        }

        PictureFormat format = Recognize(file.AsSpan(0, Math.Min(file.Length, PictureSignature.Length)), name);
        Vips.Start();
        try
        {
            if (PictureEnd.IsComplete(file, format))
            {
                try
                {
                    return PictureDecoder.Decode(file, format, name, lenient: false, cancellation);
                }
                catch (Exception e) when (incomplete is not null && e is (VipsException or InvalidDataException))
                {
                    // Below, with what there is of it.
                    cancellation.ThrowIfCancellationRequested();
                }
            }
            else if (incomplete is null)
            {
                throw new PictureException($"The picture '{name}' ends early: a part of it is missing; copy or download it again.");
            }

            Picture part = PictureDecoder.Decode(file, format, name, lenient: true, cancellation);
            if (IsEmpty(part))
            {
                throw new InvalidDataException("ends before it shows anything");
            }

            incomplete!($"The picture '{name}' ends early or is damaged: what can be shown of it is used; copy or download it again.");
            return part;
        }
        catch (Exception e) when (e is VipsException or InvalidDataException)
        {
            cancellation.ThrowIfCancellationRequested();
            string why = e is InvalidDataException ? $"it {e.Message}" : "it is damaged, or of a rare kind";
            throw new PictureException($"The picture '{name}' cannot be read: {why}; copy or download it again.", e);
        }
    }

    /// <summary>Width and height of a picture as its file declares them; next to nothing is decoded.</summary>
    /// <exception cref="PictureException">The file is missing, not a picture, damaged or too large.</exception>
    public static (int Width, int Height) SizeOf(string path)
    {
        byte[] file = ReadBytes(path);
        try
        {
            Vips.Start();
            return PictureDecoder.SizeOf(file, Recognize(file.AsSpan(0, Math.Min(file.Length, PictureSignature.Length)), path));
        }
        catch (Exception e) when (e is VipsException or InvalidDataException)
        {
            throw new PictureException($"The picture '{path}' cannot be read: it is damaged; copy or download it again.", e);
        }
    }

    /// <summary>Whether a file is a result of this program: it says so itself, wherever it was moved to.</summary>
    /// <param name="file">The file's content.</param>
    public static bool IsResult(byte[] file)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (PictureSignature.Of(file.AsSpan(0, Math.Min(file.Length, PictureSignature.Length))) is not { } format)
        {
            return false;
        }

        try
        {
            Vips.Start();
            return PictureDecoder.SoftwareOf(file, format)?.StartsWith(ResultMark, StringComparison.Ordinal) == true;
        }
        catch (VipsException)
        {
            return false;
        }
    }

    private static PictureFormat Recognize(ReadOnlySpan<byte> start, string name)
    {
        if (PictureSignature.Explain(start, name) is { } other)
        {
            throw new PictureException($"'{name}' {other}.");
        }

        return PictureSignature.Of(start) is { } format
            ? format
            : throw new PictureException($"The picture '{name}' cannot be read: its content is of no known format; {PictureSignature.Readable}.");
    }

    /// <summary>Whether no more came out than the first blocks, for which decoders make something of nothing.</summary>
    private static bool IsEmpty(Picture picture)
    {
        const int Block = 16;
        ReadOnlySpan<byte> rgb = picture.Rgb[(picture.Height > Block ? 3 * Block * picture.Width : 0)..];
        return rgb[3..].SequenceEqual(rgb[..^3]);
    }

    /// <summary>Encodes a picture in the format of a file name's extension.</summary>
    /// <param name="picture">The picture. JPEG has no opacity: the picture is laid on white there.</param>
    /// <param name="extension">A file name or an extension: .png, .jpg, .jpeg or .webp.</param>
    /// <param name="quality">1 to 100, for JPEG and WebP.</param>
    /// <param name="isResult">Whether the file says that it is a result of this program, for <see cref="IsResult"/>.</param>
    /// <exception cref="PictureException">The extension is another one, or the format cannot hold the picture.</exception>
    public static byte[] Encode(Picture picture, string extension, int quality = 92, bool isResult = false)
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
            using Image pixels = VipsPixels.FromPicture(picture);
            using Image image = isResult ? pixels.Mutate(file => file.Set(GValue.GStrType, VipsPixels.SoftwareField, ResultMark)) : pixels.Copy();
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
