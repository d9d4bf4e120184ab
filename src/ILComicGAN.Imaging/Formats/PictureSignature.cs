using System.Text;

namespace ILComicGAN.Imaging.Formats;

/// <summary>Recognizes a file by its first bytes, never by its name.</summary>
internal static class PictureSignature
{
    /// <summary>Bytes that suffice.</summary>
    public const int Length = 512;

    /// <summary>What can be read, for messages.</summary>
    public const string Readable = "JPEG, PNG, WebP, TIFF, GIF and BMP pictures can be read";

    private const string Film = "is a film; cut frames from it with 'data frames'";

    /// <summary>Cameras' own formats are TIFF files whose first picture is only a small preview.</summary>
    private static readonly string[] s_rawExtensions = [".dng", ".nef", ".nrw", ".arw", ".sr2", ".cr2", ".pef", ".srw", ".erf", ".3fr", ".dcr", ".kdc", ".mos", ".iiq"];

    /// <summary>Names of pictures that are not read; a folder may hold them beside those that are.</summary>
    private static readonly string[] s_unreadExtensions =
        [.. s_rawExtensions, ".cr3", ".raf", ".orf", ".rw2", ".heic", ".heif", ".hif", ".avif", ".jxl", ".jp2", ".psd", ".xcf", ".exr", ".hdr"];

    /// <summary>Whether a file's name says that it is a picture of a kind that is not read.</summary>
    public static bool IsUnreadKind(string name) => s_unreadExtensions.Contains(Path.GetExtension(name), StringComparer.OrdinalIgnoreCase);

    /// <summary>The format of a file that begins like this, null for none that is read.</summary>
    public static PictureFormat? Of(ReadOnlySpan<byte> start)
    {
        if (Begins(start, 0xFF, 0xD8, 0xFF))
        {
            return PictureFormat.Jpeg;
        }

        if (Begins(start, 0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10))
        {
            return PictureFormat.Png;
        }

        if (start.StartsWith("RIFF"u8) && At(start, 8, "WEBP"u8))
        {
            return PictureFormat.WebP;
        }

        if (IsTiff(start))
        {
            return PictureFormat.Tiff;
        }

        if (start.StartsWith("GIF87a"u8) || start.StartsWith("GIF89a"u8))
        {
            return PictureFormat.Gif;
        }

        // Two letters are few: the length of the header that follows is one of few, too.
        return start.StartsWith("BM"u8) && start.Length >= 26 && start[15] == 0 && start[16] == 0 && start[17] == 0
            && start[14] is 12 or 16 or 40 or 52 or 56 or 64 or 108 or 124
            ? PictureFormat.Bmp
            : null;
    }

    /// <summary>What a file that is not read is, as words that follow its name: “is a film; …”; null if unknown.</summary>
    /// <param name="start">Its first bytes.</param>
    /// <param name="name">Its name: a camera's own format is told from TIFF by nothing else.</param>
    public static string? Explain(ReadOnlySpan<byte> start, string name)
    {
        if (IsTiff(start) && (At(start, 8, "CR"u8) || s_rawExtensions.Contains(Path.GetExtension(name), StringComparer.OrdinalIgnoreCase)))
        {
            return "is a camera's raw file; develop it to JPEG or TIFF first";
        }

        if (At(start, 4, "ftyp"u8) && start.Length >= 12)
        {
            return Encoding.Latin1.GetString(start.Slice(8, 4)) switch
            {
                "heic" or "heix" or "heim" or "heis" or "hevc" or "hevx" or "mif1" or "msf1" => "is a HEIC picture, as iPhones take them; save it as JPEG first",
                "avif" or "avis" => "is an AVIF picture; save it as PNG or JPEG first",
                "crx " => "is a camera's raw file; develop it to JPEG or TIFF first",
                _ => Film,
            };
        }

        return Known(start) ?? Textual(start);
    }

    private static string? Known(ReadOnlySpan<byte> start) => start switch
    {
        _ when Begins(start, 0x1A, 0x45, 0xDF, 0xA3) => Film,
        _ when start.StartsWith("RIFF"u8) && At(start, 8, "AVI "u8) => Film,
        _ when start.StartsWith("FLV"u8) || Begins(start, 0, 0, 1, 0xBA) || Begins(start, 0, 0, 1, 0xB3) => Film,
        _ when Begins(start, 0x30, 0x26, 0xB2, 0x75) || start.StartsWith("OggS"u8) => Film,
        _ when start.Length > 376 && start[0] == 0x47 && start[188] == 0x47 && start[376] == 0x47 => Film,
        _ when At(start, 4, "moov"u8) || At(start, 4, "mdat"u8) || At(start, 4, "wide"u8) => Film,
        _ when start.StartsWith("%PDF"u8) => "is a PDF document; export its pages as PNG first",
        _ when start.StartsWith("8BPS"u8) => "is a Photoshop file; export it as PNG or JPEG first",
        _ when start.StartsWith("gimp xcf"u8) => "is a GIMP file; export it as PNG or JPEG first",
        _ when Begins(start, 0xFF, 0x0A) || At(start, 4, "JXL "u8) => "is a JPEG XL picture; save it as PNG or JPEG first",
        _ when Begins(start, 0xFF, 0x4F, 0xFF, 0x51) || At(start, 4, "jP  "u8) => "is a JPEG 2000 picture; save it as PNG or JPEG first",
        _ when Begins(start, 0x76, 0x2F, 0x31, 0x01) => "is an OpenEXR picture; save it as PNG or JPEG first",
        _ when start.StartsWith("#?RADIANCE"u8) || start.StartsWith("#?RGBE"u8) => "is a Radiance HDR picture; save it as PNG or JPEG first",
        _ when start.StartsWith("FUJIFILM"u8) || start.StartsWith("IIRO"u8) || start.StartsWith("IIU\0"u8) => "is a camera's raw file; develop it to JPEG or TIFF first",
        _ when Begins(start, 0, 5, 0x16, 7) || Begins(start, 0, 5, 0x16, 0) => "is what macOS keeps beside a file (AppleDouble), not the picture itself; use the file without '._'",
        _ when Begins(start, 0x1F, 0x8B) || Begins(start, (byte)'P', (byte)'K', 3, 4) || Begins(start, (byte)'7', (byte)'z', 0xBC, 0xAF) => "is a packed archive; unpack it first",
        _ when Begins(start, 0, 0, 1, 0) => "is an icon; save it as PNG first",
        _ when start.Length > 2 && start[0] == 'P' && start[1] is >= (byte)'1' and <= (byte)'7' && start[2] is (byte)'\n' or (byte)' ' or (byte)'\r' =>
            "is a Netpbm picture; save it as PNG first",
        _ => null,
    };

    private static string? Textual(ReadOnlySpan<byte> start)
    {
        string text = Encoding.UTF8.GetString(start).TrimStart('\uFEFF', ' ', '\t', '\r', '\n');
        return text switch
        {
            _ when text.StartsWith("version https://git-lfs", StringComparison.Ordinal) => "is only a Git LFS pointer; fetch the picture itself with 'git lfs pull'",
            _ when text.Contains("<svg", StringComparison.OrdinalIgnoreCase) => "is an SVG drawing; export it as PNG first",
            _ when text.StartsWith("<!DOCTYPE html", StringComparison.OrdinalIgnoreCase) || text.StartsWith("<html", StringComparison.OrdinalIgnoreCase) =>
                "is a web page, not a picture; download the picture itself",
            _ when text.StartsWith('<') => "is an XML file (a drawing, perhaps), not a picture of pixels; export it as PNG first",
            _ => null,
        };
    }

    private static bool IsTiff(ReadOnlySpan<byte> start) =>
        Begins(start, 0x49, 0x49, 0x2A, 0) || Begins(start, 0x4D, 0x4D, 0, 0x2A) || Begins(start, 0x49, 0x49, 0x2B, 0) || Begins(start, 0x4D, 0x4D, 0, 0x2B);

    private static bool Begins(ReadOnlySpan<byte> start, params ReadOnlySpan<byte> bytes) => start.StartsWith(bytes);

    private static bool At(ReadOnlySpan<byte> start, int offset, ReadOnlySpan<byte> bytes) => start.Length > offset && start[offset..].StartsWith(bytes);
}
