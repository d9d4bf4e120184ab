using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;
using ILComicGAN.Imaging.Metrics;
using NetVips;

namespace ILComicGAN.Imaging.Tests;

/// <summary>Every depth × color model × profile × opacity, beside what ImageMagick (with Little CMS) makes of the same file.</summary>
public sealed class ColorTableTests
{
    private const string SecondDecoder = "/usr/bin/convert";
    private const int Width = 64, Height = 8;

    /// <summary>Steps of 255 by which two correct decoders differ: both round, and lookup tables of profiles are coarse.</summary>
    private const int Tolerance = 2;

    private string _folder = "";

    [OneTimeSetUp]
    public void Begin() => _folder = Directory.CreateTempSubdirectory("ilcomicgan-colors-").FullName;

    [OneTimeTearDown]
    public void End() => Directory.Delete(_folder, recursive: true);

    public static IEnumerable<TestCaseData> Table()
    {
        foreach (bool alpha in new[] { false, true })
        {
            foreach (string model in new[] { "gray", "rgb" })
            {
                foreach (string profile in model == "gray" ? new[] { "none", "gray" } : ["none", "srgb", "p3"])
                {
                    foreach (Enums.BandFormat format in new[] { Enums.BandFormat.Uchar, Enums.BandFormat.Ushort })
                    {
                        yield return Case(".png", format, model, profile, alpha);
                    }

                    foreach (Enums.BandFormat format in new[] { Enums.BandFormat.Uchar, Enums.BandFormat.Ushort, Enums.BandFormat.Uint, Enums.BandFormat.Float })
                    {
                        yield return Case(".tif", format, model, profile, alpha);
                    }

                    if (model == "rgb")
                    {
                        yield return Case(".webp", Enums.BandFormat.Uchar, model, profile, alpha);
                    }

                    if (!alpha)
                    {
                        yield return Case(".jpg", Enums.BandFormat.Uchar, model, profile, alpha);
                    }
                }
            }
        }

        // Without a profile each program has its own idea of ink.
        yield return Case(".tif", Enums.BandFormat.Uchar, "cmyk", "cmyk", alpha: false);
        yield return Case(".tif", Enums.BandFormat.Ushort, "cmyk", "cmyk", alpha: false);
        yield return Case(".jpg", Enums.BandFormat.Uchar, "cmyk", "cmyk", alpha: false);

        static TestCaseData Case(string extension, Enums.BandFormat format, string model, string profile, bool alpha) =>
            new TestCaseData(extension, format, model, profile, alpha)
                .SetName($"Color {extension} {format} {model} profile {profile}{(alpha ? " with opacity" : "")}");
    }

    [TestCaseSource(nameof(Table))]
    public void AgreesWithASecondDecoder(string extension, Enums.BandFormat format, string model, string profile, bool alpha)
    {
        string file = Write(extension, format, model, profile, alpha);
        Picture picture = PictureFile.Load(file);
        Assert.That((picture.Width, picture.Height, picture.HasAlpha), Is.EqualTo((Width, Height, alpha)));
        byte[] expected = Decode(file, profile != "none");
        (int color, int opacity, int sum) = (0, 0, 0);
        for (int i = 0; i < Width * Height; i++)
        {
            opacity = Math.Max(opacity, Math.Abs((alpha ? picture.Alpha[i] : 255) - expected[(4 * i) + 3]));
            for (int c = 0; c < 3; c++)
            {
                int difference = Math.Abs(picture.Rgb[(3 * i) + c] - expected[(4 * i) + c]);
                (color, sum) = (Math.Max(color, difference), sum + difference);
            }
        }

        Assert.That(opacity, Is.LessThanOrEqualTo(1), "opacity");
        // Deep colors and inks go through tables, which round the edges of a smaller gamut off, each decoder in its way.
        int tolerance = profile switch
        {
            "cmyk" => 13,
            "p3" when format != Enums.BandFormat.Uchar => 6,
            _ => Tolerance,
        };
        Assert.That(color, Is.LessThanOrEqualTo(tolerance), "colors");
        Assert.That(sum / (3.0 * Width * Height), Is.LessThan(1), "colors on average");
    }

    /// <summary>Bits per number below eight, and palettes, which only files of that kind have.</summary>
    [TestCase("gray1.png", "-colorspace Gray -depth 1 -define png:bit-depth=1")]
    [TestCase("gray2.png", "-colorspace Gray -depth 2 -define png:bit-depth=2")]
    [TestCase("gray4.png", "-colorspace Gray -depth 4 -define png:bit-depth=4")]
    [TestCase("palette.png", "-colors 17 -define png:color-type=3")]
    [TestCase("palette.gif", "-colors 17")]
    [TestCase("palette.tif", "-colors 17 -type Palette")]
    [TestCase("white.tif", "-colorspace Gray -depth 8 -define quantum:polarity=min-is-white")]
    [TestCase("lab.tif", "-colorspace Lab -depth 16")]
    [TestCase("ycbcr.tif", "-compress jpeg -quality 95")]
    [TestCase("lzw16.tif", "-depth 16 -compress lzw")]
    [TestCase("deep1.bmp", "-monochrome -type bilevel")]
    [TestCase("deep4.bmp", "-colors 13 -depth 4 -type Palette")]
    [TestCase("deep8.bmp", "-colors 99 -type Palette")]
    [TestCase("runs.bmp", "-colors 99 -type Palette -compress RLE")]
    [TestCase("deep16.bmp", "-define bmp:subtype=RGB565")]
    [TestCase("deep15.bmp", "-define bmp:subtype=RGB555")]
    [TestCase("deep24.bmp", "-type TrueColor")]
    [TestCase("deep32.bmp", "-alpha on -channel A -evaluate set 70% +channel -type TrueColorAlpha")]
    [TestCase("os2.bmp", "-type TrueColor -define bmp:format=bmp2", "bmp2:")]
    [TestCase("old.bmp", "-type TrueColor", "bmp3:")]
    public void OtherKindsAgreeToo(string name, string arguments, string prefix = "")
    {
        string source = Write(".png", Enums.BandFormat.Uchar, "rgb", "none", alpha: false);
        string file = Path.Combine(_folder, name);
        Convert([source, .. arguments.Split(' '), prefix + file]);
        byte[] expected = Decode(file, profile: false);
        Picture picture = PictureFile.Load(file);
        int largest = 0;
        for (int i = 0; i < 3 * Width * Height; i++)
        {
            largest = Math.Max(largest, Math.Abs(picture.Rgb[i] - expected[(i / 3 * 4) + (i % 3)]));
        }

        Assert.That(largest, Is.LessThanOrEqualTo(name == "lab.tif" ? 4 : Tolerance));
        if (picture.HasAlpha)
        {
            Assert.That(picture.Alpha.ToArray(), Is.All.InRange(expected[3] - 1, expected[3] + 1));
        }
    }

    /// <summary>Numbers that are known without a second decoder.</summary>
    [TestCase(Enums.BandFormat.Ushort)]
    [TestCase(Enums.BandFormat.Uint)]
    [TestCase(Enums.BandFormat.Float)]
    public void DepthIsChangedByRounding(Enums.BandFormat format)
    {
        foreach (string profile in new[] { "none", "srgb" })
        {
            Picture deep = PictureFile.Load(Write(".tif", format, "rgb", profile, alpha: true));
            Picture plain = PictureFile.Load(Write(".tif", Enums.BandFormat.Uchar, "rgb", "none", alpha: true));
            Assert.That(Largest(deep.Rgb, plain.Rgb), Is.LessThanOrEqualTo(1), profile);
            Assert.That(Largest(deep.Alpha, plain.Alpha), Is.LessThanOrEqualTo(1), profile);
        }
    }

    [Test]
    public void FloatsOnAnotherScaleAreSaid()
    {
        using Image image = Pixels("rgb", alpha: false, Enums.BandFormat.Float);
        using Image bytes = image * 255;
        string file = Path.Combine(_folder, "scale.tif");
        bytes.Tiffsave(file);
        Assert.That(() => PictureFile.Load(file), Throws.TypeOf<PictureException>().With.Message.Contains("0 to 1"));
    }

    private static int Largest(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        int largest = 0;
        for (int i = 0; i < a.Length; i++)
        {
            largest = Math.Max(largest, Math.Abs(a[i] - b[i]));
        }

        return largest;
    }

    private string Write(string extension, Enums.BandFormat format, string model, string profile, bool alpha)
    {
        using Image pixels = Pixels(model, alpha, format);
        byte[]? icc = profile switch
        {
            "none" => null,
            "gray" => GrayProfile(),
            _ => Image.ProfileLoad(profile),
        };
        using Image image = pixels.Mutate(mutable =>
        {
            if (icc is not null)
            {
                mutable.Set(GValue.BlobType, "icc-profile-data", icc);
            }
        });
        string file = Path.Combine(_folder, $"{model}-{profile}-{format}{(alpha ? "-a" : "")}{extension}");
        switch (extension)
        {
            case ".png":
                image.Pngsave(file, bitdepth: format == Enums.BandFormat.Ushort ? 16 : 8);
                break;
            case ".webp":
                image.Webpsave(file, lossless: true, exact: true);
                break;
            case ".jpg":
                image.Jpegsave(file, q: 100, subsampleMode: Enums.ForeignSubsample.Off);
                break;
            default:
                image.Tiffsave(file);
                break;
        }

        return file;
    }

    /// <summary>Ramps of all colors, and one of opacity that is never 0.</summary>
    private static Image Pixels(string model, bool alpha, Enums.BandFormat format)
    {
        int colors = model switch { "gray" => 1, "rgb" => 3, _ => 4 };
        int bands = colors + (alpha ? 1 : 0);
        double[] values = new double[Width * Height * bands];
        for (int i = 0; i < Width * Height; i++)
        {
            (int x, int y) = (i % Width, i / Width);
            for (int c = 0; c < colors; c++)
            {
                int step = c switch { 0 => x, 1 => (x * 7) % Width, 2 => (Width - 1 - x + (5 * y)) % Width, _ => y };
                values[(i * bands) + c] = step / (Width - 1.0);
            }

            if (alpha)
            {
                values[(i * bands) + colors] = (1 + y) / (double)Height;
            }
        }

        double largest = format switch
        {
            Enums.BandFormat.Uchar => byte.MaxValue,
            Enums.BandFormat.Ushort => ushort.MaxValue,
            Enums.BandFormat.Uint => uint.MaxValue,
            _ => 1,
        };
        bool deep = format == Enums.BandFormat.Ushort;
        using Image doubles = Image.NewFromMemory(values, Width, Height, bands, Enums.BandFormat.Double);
        using Image scaled = doubles * largest;
        using Image rounded = largest > 1 ? scaled.Rint() : scaled.Copy();
        using Image cast = rounded.Cast(format);
        return cast.Copy(interpretation: model switch
        {
            "gray" => deep ? Enums.Interpretation.Grey16 : Enums.Interpretation.Bw,
            "rgb" => deep ? Enums.Interpretation.Rgb16 : Enums.Interpretation.Srgb,
            _ => Enums.Interpretation.Cmyk,
        });
    }

    private byte[] Decode(string file, bool profile)
    {
        string srgb = Path.Combine(_folder, "srgb.icc");
        if (!File.Exists(srgb))
        {
            File.WriteAllBytes(srgb, Image.ProfileLoad("srgb"));
        }

        string[] convert = profile ? ["-intent", "Relative", "-profile", srgb] : ["-colorspace", "sRGB"];
        string pixels = Path.Combine(_folder, "pixels.rgba");
        Convert([file + "[0]", .. convert, "-depth", "8", "-alpha", "on", "RGBA:" + pixels]);
        return File.ReadAllBytes(pixels);
    }

    private static void Convert(string[] arguments)
    {
        if (!File.Exists(SecondDecoder))
        {
            Oracle.Missing("imagemagick", "ImageMagick is not here (Debian: imagemagick)");
        }

        using Process process = Process.Start(new ProcessStartInfo(SecondDecoder, arguments) { RedirectStandardError = true })!;
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.Zero, error);
    }

    /// <summary>The smallest profile of gray: a gamma of 1.8, unlike sRGB's curve.</summary>
    private static byte[] GrayProfile()
    {
        byte[] description = [.. "desc"u8, 0, 0, 0, 0, 0, 0, 0, 5, .. "gray\0"u8, .. new byte[79], 0, 0];
        byte[] text = [.. "text"u8, 0, 0, 0, 0, .. "none\0\0\0\0"u8];
        byte[] white = [.. "XYZ "u8, 0, 0, 0, 0, 0, 0, 0xF6, 0xD6, 0, 1, 0, 0, 0, 0, 0xD3, 0x2D];
        byte[] curve = [.. "curv"u8, 0, 0, 0, 0, 0, 0, 0, 1, 0x01, 0xCC, 0, 0];
        (string Name, byte[] Data)[] tags = [("desc", description), ("cprt", text), ("wtpt", white), ("kTRC", curve)];
        int offset = 128 + 4 + (12 * tags.Length);
        using MemoryStream table = new();
        using MemoryStream data = new();
        Write(table, tags.Length);
        foreach ((string name, byte[] content) in tags)
        {
            table.Write(Encoding.ASCII.GetBytes(name));
            Write(table, offset + (int)data.Length);
            Write(table, content.Length);
            data.Write(content);
            data.Write(new byte[(4 - (content.Length % 4)) % 4]);
        }

        byte[] header = new byte[128];
        BinaryPrimitives.WriteInt32BigEndian(header, offset + (int)data.Length);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(8), 0x02400000);
        "mntrGRAYXYZ "u8.CopyTo(header.AsSpan(12));
        "acsp"u8.CopyTo(header.AsSpan(36));
        ((ReadOnlySpan<byte>)[0, 0, 0xF6, 0xD6, 0, 1, 0, 0, 0, 0, 0xD3, 0x2D]).CopyTo(header.AsSpan(68));
        return [.. header, .. table.ToArray(), .. data.ToArray()];

        static void Write(MemoryStream stream, int value)
        {
            Span<byte> bytes = stackalloc byte[4];
            BinaryPrimitives.WriteInt32BigEndian(bytes, value);
            stream.Write(bytes);
        }
    }
}
