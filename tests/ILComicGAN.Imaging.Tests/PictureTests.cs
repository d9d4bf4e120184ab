namespace ILComicGAN.Imaging.Tests;

public sealed class PictureTests
{
    [Test]
    public void EveryByteSurvivesTheWayThroughFloats()
    {
        byte[] rgb = new byte[3 * 256];
        for (int i = 0; i < rgb.Length; i++)
        {
            rgb[i] = (byte)((i * 7) + (i / 256));
        }

        var picture = new Picture(16, 16, rgb);
        Picture back = PictureTensor.FromPlanar(PictureTensor.ToPlanar(picture), 16, 16);
        Assert.That(back.Rgb.ToArray(), Is.EqualTo(rgb));
        Assert.That(rgb.Distinct().Count(), Is.EqualTo(256));
    }

    [TestCase(1, 1)]
    [TestCase(1, 17)]
    [TestCase(3, 5)]
    public void PngKeepsOddPicturesWithAlphaExactly(int width, int height)
    {
        var random = new System.Random(5);
        byte[] rgb = new byte[3 * width * height], alpha = new byte[width * height];
        random.NextBytes(rgb);
        random.NextBytes(alpha);
        Picture back = PictureFile.Decode(PictureFile.Encode(new Picture(width, height, rgb, alpha), "x.png"), "x.png");
        Assert.That((back.Width, back.Height), Is.EqualTo((width, height)));
        Assert.That(back.Rgb.ToArray(), Is.EqualTo(rgb));
        Assert.That(back.Alpha.ToArray(), Is.EqualTo(alpha));
        Picture resized = back.Resize(7, 11);
        Assert.That((resized.Width, resized.Height), Is.EqualTo((7, 11)));
    }

    [Test]
    public void BrokenFilesAreRefusedByName()
    {
        byte[] rgb = new byte[3 * 61 * 67];
        new System.Random(9).NextBytes(rgb);
        byte[] jpeg = PictureFile.Encode(new Picture(61, 67, rgb), ".jpg");
        Assert.That(() => PictureFile.Decode(jpeg[..(jpeg.Length / 2)], "half.jpg"),
            Throws.TypeOf<PictureException>().With.Message.Contains("half.jpg"));
        Assert.That(() => PictureFile.Decode("not a picture"u8.ToArray(), "text.jpg"),
            Throws.TypeOf<PictureException>().With.Message.Contains("text.jpg"));
        Assert.That(() => PictureFile.Load("missing.jpg"), Throws.TypeOf<PictureException>().With.Message.Contains("missing.jpg"));
    }
}
