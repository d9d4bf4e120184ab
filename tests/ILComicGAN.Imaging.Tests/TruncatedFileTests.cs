using NetVips;

namespace ILComicGAN.Imaging.Tests;

/// <summary>One rule for files that end early: told and shown as far as they go, refused where that is asked for.</summary>
public sealed class TruncatedFileTests
{
    private const int Width = 160, Height = 120;

    public static IEnumerable<TestCaseData> Files()
    {
        foreach (string kind in new[] { "baseline.jpg", "progressive.jpg", "plain.png", "plain.bmp" })
        {
            foreach (double share in new[] { 0.6, 0.95 })
            {
                yield return new TestCaseData(kind, share).SetName($"Truncated {kind} after {share:P0}");
            }
        }
    }

    [TestCaseSource(nameof(Files))]
    public void PartsAreShownAndToldOrRefused(string kind, double share)
    {
        byte[] whole = Write(kind);
        byte[] part = whole[..(int)(share * whole.Length)];
        Assert.That(() => PictureFile.Decode(whole, kind), Throws.Nothing);
        Assert.That(() => PictureFile.Decode(part, kind), Throws.TypeOf<PictureException>().With.Message.Contains(kind), "refused");
        List<string> said = [];
        Picture shown = PictureFile.Decode(part, kind, said.Add);
        Assert.That(said, Has.Count.EqualTo(1));
        Assert.That(said[0], Does.Contain(kind).And.Contain("ends early"));
        Assert.That((shown.Width, shown.Height), Is.EqualTo((Width, Height)));
        // Bitmaps begin below.
        Picture expected = PictureFile.Decode(whole, kind);
        int row = kind == "plain.bmp" ? Height - 8 : 8;
        int at = 3 * ((row * Width) + 20);
        Assert.That((int)shown.Rgb[at], Is.EqualTo(expected.Rgb[at]).Within(60), "what was there is shown");
    }

    /// <summary>Of these the decoder gives no part: TIFF has its table of contents at its end.</summary>
    [TestCase("interlaced.png")]
    [TestCase("lossy.webp")]
    [TestCase("strips.tif")]
    public void WhereNoPartCanBeShownThatIsSaid(string kind)
    {
        byte[] whole = Write(kind);
        Assert.That(() => PictureFile.Decode(whole, kind), Throws.Nothing);
        Assert.That(() => PictureFile.Decode(whole[..(whole.Length / 2)], kind, _ => { }), Throws.TypeOf<PictureException>().With.Message.Contains(kind));
    }

    /// <summary>Only the mark of the end is missing: all pixels are there, and a missing mark is told for both kinds.</summary>
    [TestCase("baseline.jpg")]
    [TestCase("progressive.jpg")]
    public void AMissingEndMarkerIsOneRuleForBothKindsOfJpeg(string kind)
    {
        byte[] whole = Write(kind);
        byte[] part = whole[..^2];
        Assert.That(() => PictureFile.Decode(part, kind), Throws.TypeOf<PictureException>().With.Message.Contains("ends early"));
        List<string> said = [];
        Picture shown = PictureFile.Decode(part, kind, said.Add);
        Assert.That(said, Has.Count.EqualTo(1));
        Assert.That(shown.Rgb.ToArray(), Is.EqualTo(PictureFile.Decode(whole, kind).Rgb.ToArray()));
    }

    [Test]
    public void WhatComesAfterTheEndIsNoFault()
    {
        byte[] whole = Write("baseline.jpg");
        Assert.That(() => PictureFile.Decode([.. whole, .. new byte[100]], "x.jpg"), Throws.Nothing);
        Assert.That(() => PictureFile.Decode([.. Write("plain.png"), 1, 2, 3], "x.png"), Throws.Nothing);
    }

    /// <summary>A few bytes that declare very many pixels cost nothing, with and without an end marker.</summary>
    [TestCase(false)]
    [TestCase(true)]
    public void TinyFilesThatDeclareHugePicturesAreRefused(bool ended)
    {
        byte[] file = Write("baseline.jpg");
        int frame = file.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]);
        int scan = file.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xDA]);
        (file[frame + 5], file[frame + 6], file[frame + 7], file[frame + 8]) = (14000 >> 8, 14000 & 255, 14000 >> 8, 14000 & 255);
        byte[] bomb = [.. file[..(scan + 40)], .. ended ? (byte[])[0xFF, 0xD9] : []];
        long before = GC.GetTotalAllocatedBytes();
        Assert.That(() => PictureFile.Decode(bomb, "x.jpg", _ => { }), Throws.TypeOf<PictureException>().With.Message.Contains("14000×14000"));
        Assert.That(GC.GetTotalAllocatedBytes() - before, Is.LessThan(10 << 20));
    }

    [Test]
    public void AFileThatEndsBeforeItsPictureIsRefused()
    {
        byte[] file = Write("baseline.jpg");
        int scan = file.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xDA]);
        Assert.That(() => PictureFile.Decode(file[..(scan + 14)], "x.jpg", _ => { }), Throws.TypeOf<PictureException>());
        Assert.That(() => PictureFile.Decode(file[..20], "x.jpg", _ => { }), Throws.TypeOf<PictureException>());
    }

    private static byte[] Write(string kind)
    {
        byte[] rgb = new byte[3 * Width * Height];
        uint state = 1;
        for (int i = 0; i < Width * Height; i++)
        {
            state = (state * 1664525) + 1013904223;
            (rgb[3 * i], rgb[(3 * i) + 1], rgb[(3 * i) + 2]) = ((byte)(i % Width), (byte)(i / Width), (byte)(100 + (state >> 28)));
        }

        using Image raw = Image.NewFromMemory(rgb, Width, Height, 3, Enums.BandFormat.Uchar);
        using Image image = raw.Copy(interpretation: Enums.Interpretation.Srgb);
        return kind switch
        {
            "baseline.jpg" => image.JpegsaveBuffer(q: 90),
            "progressive.jpg" => image.JpegsaveBuffer(q: 90, interlace: true),
            "plain.png" => image.PngsaveBuffer(),
            "interlaced.png" => image.PngsaveBuffer(interlace: true),
            "lossy.webp" => image.WebpsaveBuffer(q: 90),
            "strips.tif" => image.TiffsaveBuffer(),
            _ => Bitmap(rgb),
        };
    }

    private static byte[] Bitmap(byte[] rgb)
    {
        byte[] file = new byte[54 + rgb.Length];
        "BM"u8.CopyTo(file);
        BitConverter.TryWriteBytes(file.AsSpan(10), 54);
        BitConverter.TryWriteBytes(file.AsSpan(14), 40);
        BitConverter.TryWriteBytes(file.AsSpan(18), Width);
        BitConverter.TryWriteBytes(file.AsSpan(22), Height);
        BitConverter.TryWriteBytes(file.AsSpan(28), (short)24);
        for (int y = 0; y < Height; y++)
        {
            for (int i = 0; i < Width; i++)
            {
                int from = 3 * (((Height - 1 - y) * Width) + i), to = 54 + (3 * ((y * Width) + i));
                (file[to], file[to + 1], file[to + 2]) = (rgb[from + 2], rgb[from + 1], rgb[from]);
            }
        }

        return file;
    }
}
