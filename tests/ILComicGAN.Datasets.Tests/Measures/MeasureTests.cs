using ILComicGAN.Datasets.Measures;
using ILComicGAN.Imaging;

namespace ILComicGAN.Datasets.Tests.Measures;

public sealed class MeasureTests
{
    [Test]
    public void BlurGrowsWithBlurAndDoesNotDependOnContrast([Values(97, 256)] int width, [Values(64, 181)] int height)
    {
        Picture sharp = Drawings.Create(width, height, new Random());
        double[] blurs = [.. new[] { 1, 2, 4, 8 }.Select(factor => Of(factor == 1 ? sharp : Drawings.Blurred(sharp, factor)))];
        Assert.That(blurs, Is.Ordered.Ascending);
        Assert.That(blurs[3], Is.GreaterThan(0.6).And.GreaterThan(blurs[0] + 0.1));
        Picture pale = Drawings.Mix(sharp, sharp, (value, _) => 60 + (value / 2.0));
        Assert.That(Of(pale), Is.EqualTo(blurs[0]).Within(0.15), "rounding takes some soft slopes away, no more");
        Assert.That(Of(Drawings.Flat(width, height, 80)), Is.EqualTo(1), "nothing is sharp where nothing is");

        static double Of(Picture picture) => BlurMeasure.Of(Luma.Of(picture), picture.Width, picture.Height);
    }

    /// <summary>Against the definition: differences of neighbors before and after a mean over nine pixels.</summary>
    [Test]
    public void BlurIsAsDefined()
    {
        const int Width = 37, Height = 23;
        byte[] gray = Luma.Of(Drawings.Create(Width, Height, new Random()));
        double across = Along(Width, Height, (line, i) => gray[(line * Width) + i]);
        double down = Along(Height, Width, (line, i) => gray[(i * Width) + line]);
        Assert.That(BlurMeasure.Of(gray, Width, Height), Is.EqualTo(Math.Max(across, down)).Within(1e-9));

        static double Along(int length, int lines, Func<int, int, byte> at)
        {
            (double all, double lost) = (0, 0);
            for (int line = 0; line < lines; line++)
            {
                double[] mean = [.. Enumerable.Range(0, length).Select(i => Enumerable.Range(-4, 9).Average(d => at(line, Math.Clamp(i + d, 0, length - 1))))];
                for (int i = 1; i < length; i++)
                {
                    double difference = Math.Abs(at(line, i) - at(line, i - 1));
                    all += difference;
                    lost += Math.Max(0, difference - Math.Abs(mean[i] - mean[i - 1]));
                }
            }

            return (all - lost) / all;
        }
    }

    [Test]
    public void CopiesHaveOneFingerprintAndOtherPicturesOthers()
    {
        // As in the commands. Of 400 such pictures no copy differed in more than 6 bits, and no other one in less than 20.
        const int Bits = 10;
        Random random = new();
        for (int i = 0; i < 20; i++)
        {
            Picture picture = Drawings.Create(random.Next(60, 400), random.Next(60, 300), random);
            Fingerprint print = Fingerprint.Of(picture);
            Assert.That(print.IsNear(Fingerprint.Of(PictureFile.Decode(PictureFile.Encode(picture, ".jpg", 60), "x")), Bits), "compressed");
            Assert.That(print.IsNear(Fingerprint.Of(picture.Resize(picture.Width / 2, picture.Height / 2)), Bits), "smaller");
            Assert.That(print.IsNear(Fingerprint.Of(Drawings.Create(200, 150, random)), Bits), Is.False, "another one");
            Picture darker = Drawings.Mix(picture, picture, (value, _) => value / 2.5);
            Assert.That(print.IsNear(Fingerprint.Of(darker), Bits), Is.False, "by night");
        }
    }

    [Test]
    public void ABlendIsToldFromMovement()
    {
        Random random = new();
        Picture one = Drawings.Create(128, 72, random), other = Drawings.Create(128, 72, random), black = Drawings.Flat(128, 72, 0);
        (Thumbnail a, Thumbnail b) = (Thumbnail.Of(one), Thumbnail.Of(other));
        foreach (double share in new[] { 0.15, 0.5, 0.85 })
        {
            Assert.That(Thumbnail.Of(Drawings.Mix(one, other, (x, y) => x + (share * (y - x)))).IsBlendOf(a, b), $"dissolve at {share}");
            Assert.That(Thumbnail.Of(Drawings.Mix(one, black, (x, y) => x + (share * (y - x)))).IsBlendOf(a, Thumbnail.Of(black)), $"fade at {share}");
        }

        Assert.That(a.IsBlendOf(a, b), Is.False, "before it begins");
        Assert.That(b.IsBlendOf(a, b), Is.False, "when it is over");
        Assert.That(a.IsBlendOf(a, a), Is.False, "a still");
        // A camera that turns: the same view, shifted.
        Picture wide = Drawings.Create(200, 72, random);
        Thumbnail[] views = [.. new[] { 0, 36, 72 }.Select(x => Thumbnail.Of(wide.Crop(x, 0, 128, 72)))];
        Assert.That(views[1].IsBlendOf(views[0], views[2]), Is.False, "movement");
    }
}
