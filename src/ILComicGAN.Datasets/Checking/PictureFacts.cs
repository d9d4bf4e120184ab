using System.Security.Cryptography;
using ILComicGAN.Datasets.Measures;
using ILComicGAN.Imaging;

namespace ILComicGAN.Datasets.Checking;

/// <summary>What is measured of one picture; its pixels are not kept.</summary>
internal sealed record PictureFacts
{
    /// <summary>Below this mean difference of the channels nobody sees color.</summary>
    private const double SmallestChroma = 3;

    public required string File { get; init; }

    /// <summary>Why it cannot be read; then all else is empty.</summary>
    public string? Broken { get; init; }

    public int Width { get; init; }

    public int Height { get; init; }

    public bool HasAlpha { get; init; }

    /// <summary>SHA-256 of the file.</summary>
    public string Hash { get; init; } = "";

    public Fingerprint Fingerprint { get; init; }

    /// <summary>Mean and deviation of the luma.</summary>
    public LumaSpread Luma { get; init; }

    /// <summary>Mean of the largest less the smallest channel.</summary>
    public double Chroma { get; init; }

    public bool IsGray => Chroma < SmallestChroma;

    /// <summary>Reads a file.</summary>
    public static PictureFacts Of(string file, CancellationToken cancellation)
    {
        try
        {
            byte[] content = PictureFile.ReadBytes(file);
            Picture picture = PictureFile.Decode(content, file, cancellation: cancellation);
            Picture opaque = picture.OnWhite();
            return new PictureFacts
            {
                File = file,
                Width = picture.Width,
                Height = picture.Height,
                HasAlpha = picture.HasAlpha && picture.Alpha.ContainsAnyExcept((byte)255),
                Hash = Convert.ToHexStringLower(SHA256.HashData(content)),
                Fingerprint = Fingerprint.Of(opaque),
                Luma = LumaSpread.Of(Imaging.Luma.Of(opaque)),
                Chroma = ChromaOf(opaque.Rgb),
            };
        }
        catch (PictureException e)
        {
            return new PictureFacts { File = file, Broken = e.Message };
        }
    }

    private static double ChromaOf(ReadOnlySpan<byte> rgb)
    {
        long sum = 0;
        for (int i = 0; i + 2 < rgb.Length; i += 3)
        {
            (byte r, byte g, byte b) = (rgb[i], rgb[i + 1], rgb[i + 2]);
            sum += Math.Max(r, Math.Max(g, b)) - Math.Min(r, Math.Min(g, b));
        }

        return 3.0 * sum / rgb.Length;
    }
}
