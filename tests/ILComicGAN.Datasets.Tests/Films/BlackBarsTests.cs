using ILComicGAN.Datasets.Films;
using ILComicGAN.Imaging;

namespace ILComicGAN.Datasets.Tests.Films;

public sealed class BlackBarsTests
{
    [TestCase(160, 90, 0, 12, 0, 12)]
    [TestCase(161, 91, 20, 0, 21, 0)]
    [TestCase(97, 113, 7, 9, 8, 10)]
    [TestCase(64, 48, 0, 0, 0, 0)]
    public void AreFoundToThePixel(int width, int height, int left, int top, int right, int bottom)
    {
        Random random = new();
        byte[] rgb = Drawings.Create(width, height, random).Rgb.ToArray();
        for (int i = 0; i < width * height; i++)
        {
            (int x, int y) = (i % width, i / width);
            bool bar = x < left || x >= width - right || y < top || y >= height - bottom;
            for (int c = 0; c < 3; c++)
            {
                // Compression leaves some noise in bars; the picture is lighter than they are.
                rgb[(3 * i) + c] = bar ? (byte)random.Next(12) : (byte)(60 + (rgb[(3 * i) + c] * 3 / 4));
            }
        }

        Area? found = BlackBars.Find(new Picture(width, height, rgb));
        Assert.That(found, Is.EqualTo(new Area(left, top, width - left - right, height - top - bottom)));
        Area kept = BlackBars.Inside(found!.Value, width, height);
        Assert.That(new[] { kept.Left, kept.Top, kept.Width, kept.Height }.Select(value => value % 2), Is.All.Zero);
        Assert.That((kept.Left >= left, kept.Top >= top, kept.Right <= width - right, kept.Bottom <= height - bottom), Is.EqualTo((true, true, true, true)));
        Assert.That(BlackBars.AreSymmetric(found.Value, width, height), Is.True);
    }

    [Test]
    public void ADarkFrameTellsNothing() => Assert.That(BlackBars.Find(Drawings.Flat(64, 48, 9)), Is.Null);

    [Test]
    public void ADarkCornerIsNoBar()
    {
        Assert.That(BlackBars.AreSymmetric(new Area(30, 0, 130, 90), 160, 90), Is.False);
        Assert.That(BlackBars.AreSymmetric(new Area(0, 20, 160, 70), 160, 90), Is.False);
    }
}
