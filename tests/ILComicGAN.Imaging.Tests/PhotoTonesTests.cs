using ILComicGAN.Imaging;
using ILComicGAN.Imaging.Metrics;

namespace ILComicGAN.Imaging.Tests;

public sealed class PhotoTonesTests
{
    /// <summary>A picture whose contrast and colors went wrong gets the photo's back; half of the way is half of it.</summary>
    [TestCase(300, 211)]
    [TestCase(67, 131)]
    public void LumaIsSpreadAsThePhotosAndColorsComeBack(int width, int height)
    {
        Picture photo = Blobs(width, height, 3);
        Picture spoiled = Spoil(photo);
        Picture toned = PhotoTones.Apply(spoiled, photo, 1);
        (double mean, double deviation) = Spread(photo);
        Assert.Multiple(() =>
        {
            // A luma is a whole number, and what is clipped at 0 and 255 is lost.
            Assert.That(Spread(toned).Mean, Is.EqualTo(mean).Within(1.5));
            Assert.That(Spread(toned).Deviation, Is.EqualTo(deviation).Within(0.03 * deviation));
            Assert.That(Spread(spoiled).Deviation, Is.GreaterThan(1.2 * deviation));
            double before = PictureComparison.Of(photo, spoiled).ColorDistance;
            double half = PictureComparison.Of(photo, PhotoTones.Apply(spoiled, photo, 0.5)).ColorDistance;
            double after = PictureComparison.Of(photo, toned).ColorDistance;
            Assert.That(after, Is.LessThan(0.25 * before));
            Assert.That(half, Is.InRange(after, 0.65 * before));
        });
    }

    [Test]
    public void LinesStayWhereTheyAre()
    {
        Picture photo = Blobs(160, 120, 5);
        byte[] drawn = photo.Rgb.ToArray();
        for (int y = 0; y < photo.Height; y++)
        {
            drawn.AsSpan(((y * photo.Width) + 80) * 3, 6).Clear();
        }

        Picture toned = PhotoTones.Apply(new Picture(photo.Width, photo.Height, drawn), photo, 1);
        byte[] luma = Luma.Of(toned);
        Assert.That(Enumerable.Range(0, photo.Height).Count(y => luma[(y * photo.Width) + 80] < luma[(y * photo.Width) + 70] - 20), Is.GreaterThan(photo.Height / 2));
    }

    [TestCase(1, 1)]
    [TestCase(1, 17)]
    [TestCase(3, 2)]
    public void AnySizeKeepsItsOpacity(int width, int height)
    {
        byte[] alpha = [.. Enumerable.Range(0, width * height).Select(i => (byte)(i * 31))];
        Picture picture = new(width, height, [.. Enumerable.Range(0, 3 * width * height).Select(i => (byte)(i * 57))], alpha);
        Picture photo = Blobs(width, height, 8);
        Assert.That(PhotoTones.Apply(picture, photo, 1).Alpha.ToArray(), Is.EqualTo(alpha));
        Assert.That(PhotoTones.Apply(picture, photo, 0).Rgb.ToArray(), Is.EqualTo(picture.Rgb.ToArray()));
    }

    [Test]
    public void WhatDoesNotFitIsRefused()
    {
        Picture photo = Blobs(8, 9, 1);
        Assert.That(() => PhotoTones.Apply(Blobs(9, 8, 1), photo, 1), Throws.ArgumentException.With.Message.Contains("9×8"));
        Assert.That(() => PhotoTones.Apply(photo, photo, 1.5), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => PhotoTones.Apply(photo, photo, double.NaN), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    /// <summary>Soft blobs of random colors.</summary>
    private static Picture Blobs(int width, int height, int seed)
    {
        byte[] rough = new byte[4 * 4 * 3];
        new Random(seed).NextBytes(rough);
        return new Picture(4, 4, rough).Resize(width, height);
    }

    /// <summary>More contrast, and warmer.</summary>
    private static Picture Spoil(Picture photo) => new(photo.Width, photo.Height,
        [.. photo.Rgb.ToArray().Select((value, i) => (byte)Math.Clamp(128 + (1.4 * (value - 128)) + (i % 3 == 0 ? 18 : i % 3 == 2 ? -18 : 0), 0, 255))]);

    private static (double Mean, double Deviation) Spread(Picture picture)
    {
        byte[] luma = Luma.Of(picture);
        double mean = luma.Average(value => (double)value);
        return (mean, Math.Sqrt(luma.Average(value => (value - mean) * (value - mean))));
    }
}
