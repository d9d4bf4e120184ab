using NetVips;

namespace ILComicGAN.Imaging.Tests;

/// <summary>Files of every kind that people have, made by libvips itself.</summary>
public sealed class PictureFileTests
{
    /// <summary>A picture whose corners differ: red, green, blue, white.</summary>
    private static readonly byte[] s_corners = Corners(24, 16);

    [Test]
    public void EveryExifOrientationComesOutUpright([Range(1, 8)] int orientation)
    {
        using Image raw = Image.NewFromMemory(s_corners, 24, 16, 3, Enums.BandFormat.Uchar).Copy(interpretation: Enums.Interpretation.Srgb);
        using Image tagged = raw.Mutate(mutable => mutable.Set(GValue.GIntType, "orientation", orientation));
        Picture picture = PictureFile.Decode(tagged.JpegsaveBuffer(q: 95), "x.jpg");
        bool turned = orientation >= 5;
        Assert.That((picture.Width, picture.Height), Is.EqualTo(turned ? (16, 24) : (24, 16)));
        // Which corner of the file ends up top left, for each value of the tag.
        char[] topLeft = ['R', 'G', 'W', 'B', 'R', 'B', 'W', 'G'];
        Assert.That(NameAt(picture, 1, 1), Is.EqualTo(topLeft[orientation - 1]));
    }

    [Test]
    public void GrayBecomesThreeEqualChannels()
    {
        byte[] values = [.. Enumerable.Range(0, 15).Select(i => (byte)(i * 17))];
        using Image gray = Image.NewFromMemory(values, 5, 3, 1, Enums.BandFormat.Uchar).Copy(interpretation: Enums.Interpretation.Bw);
        Picture picture = PictureFile.Decode(gray.PngsaveBuffer(), "x.png");
        Assert.That(picture.Rgb.ToArray(), Is.EqualTo(values.SelectMany(value => new[] { value, value, value })));
        Assert.That(picture.HasAlpha, Is.False);
    }

    [Test]
    public void SixteenBitsBecomeEight()
    {
        ushort[] values = [.. Enumerable.Range(0, 3 * 3 * 2).Select(i => (ushort)(i * 3855))];
        byte[] bytes = new byte[values.Length * 2];
        Buffer.BlockCopy(values, 0, bytes, 0, bytes.Length);
        using Image deep = Image.NewFromMemory(bytes, 3, 2, 3, Enums.BandFormat.Ushort).Copy(interpretation: Enums.Interpretation.Rgb16);
        Picture picture = PictureFile.Decode(deep.PngsaveBuffer(bitdepth: 16), "x.png");
        for (int i = 0; i < values.Length; i++)
        {
            Assert.That((int)picture.Rgb[i], Is.EqualTo(values[i] / 257.0).Within(1));
        }
    }

    [Test]
    public void InkBecomesLight()
    {
        byte[] cmyk = new byte[8 * 8 * 4];
        using Image ink = Image.NewFromMemory(cmyk, 8, 8, 4, Enums.BandFormat.Uchar).Copy(interpretation: Enums.Interpretation.Cmyk);
        Picture picture = PictureFile.Decode(ink.JpegsaveBuffer(q: 95), "x.jpg");
        Assert.That(picture.Rgb.Length, Is.EqualTo(8 * 8 * 3));
        Assert.That(picture.Rgb.ToArray().Min(), Is.GreaterThan(230), "no ink is white paper");
    }

    [Test]
    public void WebpKeepsOpacityAndJpegLosesItToWhite()
    {
        byte[] alpha = new byte[24 * 16];
        Array.Fill<byte>(alpha, 255, 0, 24 * 8);
        Picture half = new(24, 16, s_corners, alpha);
        Picture webp = PictureFile.Decode(PictureFile.Encode(half, ".webp"), "x.webp");
        Assert.That(webp.Alpha.ToArray(), Is.EqualTo(alpha));
        Picture jpeg = PictureFile.Decode(PictureFile.Encode(half, ".jpg"), "x.jpg");
        Assert.That(jpeg.HasAlpha, Is.False);
        Assert.That(NameAt(jpeg, 1, 1), Is.EqualTo('R'));
        Assert.That(NameAt(jpeg, 1, 14), Is.EqualTo('W'), "what was transparent");
    }

    [Test]
    public void CropAndFlipMoveThePixelsTheySay()
    {
        Picture picture = new(24, 16, s_corners);
        Assert.That(NameAt(picture.FlipHorizontally(), 1, 1), Is.EqualTo('G'));
        Picture part = picture.Crop(12, 8, 12, 8);
        Assert.That((part.Width, part.Height, NameAt(part, 1, 1)), Is.EqualTo((12, 8, 'W')));
        float[] planes = new float[3 * 8 * 12];
        PictureTensor.CropToPlanar(picture, 0, 8, 12, 8, flip: true, planes);
        Assert.That(NameAt(PictureTensor.FromPlanar(planes, 12, 8), 1, 1), Is.EqualTo('B'));
        Assert.That(() => picture.Crop(20, 0, 10, 5), Throws.InstanceOf<ArgumentException>());
    }

    [Test]
    public void SheetsPutPicturesSideBySide()
    {
        Picture picture = new(24, 16, s_corners);
        Picture sheet = PictureSheet.Compose([picture, picture.FlipHorizontally(), picture], columns: 2, gutter: 4);
        Assert.That((sheet.Width, sheet.Height), Is.EqualTo(((2 * 24) + (3 * 4), (2 * 16) + (3 * 4))));
        Assert.That(NameAt(sheet, 6, 6), Is.EqualTo('R'));
        Assert.That(NameAt(sheet, 6 + 24 + 4, 6), Is.EqualTo('G'));
        Assert.That(NameAt(sheet, 1, 1), Is.EqualTo('W'));
    }

    [TestCase(".gif")]
    [TestCase("")]
    public void UnknownOutputTypesAreSaid(string extension) => Assert.That(
        () => PictureFile.Encode(new Picture(24, 16, s_corners), extension),
        Throws.InstanceOf<Exception>().With.Message.Contains("png"));

    [Test]
    public void EmptyFilesAreSaid() => Assert.That(
        () => PictureFile.Decode([], "x.png"), Throws.TypeOf<PictureException>().With.Message.Contains("x.png"));

    private static byte[] Corners(int width, int height)
    {
        byte[] rgb = new byte[width * height * 3];
        for (int i = 0; i < width * height; i++)
        {
            (bool right, bool low) = (i % width >= width / 2, i / width >= height / 2);
            (rgb[3 * i], rgb[(3 * i) + 1], rgb[(3 * i) + 2]) = (right, low) switch
            {
                (false, false) => ((byte)255, (byte)0, (byte)0),
                (true, false) => ((byte)0, (byte)255, (byte)0),
                (false, true) => ((byte)0, (byte)0, (byte)255),
                _ => ((byte)255, (byte)255, (byte)255),
            };
        }

        return rgb;
    }

    private static char NameAt(Picture picture, int x, int y)
    {
        ReadOnlySpan<byte> pixel = picture.Rgb.Slice(((y * picture.Width) + x) * 3, 3);
        return (pixel[0] > 128, pixel[1] > 128, pixel[2] > 128) switch
        {
            (true, true, true) => 'W',
            (true, false, false) => 'R',
            (false, true, false) => 'G',
            (false, false, true) => 'B',
            _ => '?',
        };
    }
}
