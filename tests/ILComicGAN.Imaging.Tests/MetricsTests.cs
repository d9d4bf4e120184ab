using ILComicGAN.Imaging.Metrics;
using NUnit.Framework;

namespace ILComicGAN.Imaging.Tests;

/// <summary>Metrics against scikit-image 0.19 (structural_similarity with Gaussian windows, rgb2lab), and on pictures whose answer is known.</summary>
[TestFixture]
internal sealed class MetricsTests
{
    [Test]
    public void SsimIsThatOfScikitImage()
    {
        float[] a = Sequence(1, 37 * 29), other = Sequence(2, 37 * 29);
        float[] b = [.. a.Zip(other, (x, y) => (0.7f * x) + (0.3f * y))];

        // The Gaussian is cut at another amplitude there (3.5 σ).
        Assert.That(StructuralSimilarity.Mean(a, b, 37, 29, 1), Is.EqualTo(0.8773048528890639).Within(1e-3));
    }

    [TestCase(12, 200, 31, 70.51322155, -70.38130301, 64.72376057)]
    [TestCase(255, 255, 255, 100, 0, 0)]
    [TestCase(0, 0, 0, 0, 0, 0)]
    [TestCase(250, 3, 180, 55.7758426, 87.95307998, -25.47557632)]
    [TestCase(7, 9, 120, 13.205991, 41.6231415, -59.17425511)]
    public void LabIsThatOfScikitImage(byte red, byte green, byte blue, double l, double a, double b)
    {
        Lab lab = Lab.OfSrgb(red, green, blue);
        // White is given with five digits here and there.
        Assert.That(new[] { lab.L, lab.A, lab.B }, Is.EqualTo(new[] { l, a, b }).Within(0.02));
    }

    [Test]
    public void APictureComparedWithItself()
    {
        Picture picture = Noise(53, 31);
        PictureComparison comparison = PictureComparison.Of(picture, picture);
        Assert.Multiple(() =>
        {
            Assert.That(comparison.EdgeSimilarity, Is.EqualTo(1).Within(1e-6));
            Assert.That(comparison.EdgeCorrelation, Is.EqualTo(1).Within(1e-6));
            Assert.That(comparison.ColorDistance, Is.Zero);
            Assert.That(comparison.ColorShift, Is.Zero);
            Assert.That(comparison.Contrast, Is.EqualTo(1).Within(1e-6));
            Assert.That(comparison.Highlights, Is.EqualTo(comparison.PhotoHighlights));
            Assert.That(comparison.Texture, Is.EqualTo(1).Within(1e-6));
            Assert.That(comparison.Flatness, Is.EqualTo(1).Within(1e-6));
        });
    }

    [Test]
    public void OtherEdgesAreTold()
    {
        Picture photo = Stripes(vertical: true), moved = Stripes(vertical: false);
        Assert.That(PictureComparison.Of(photo, moved).EdgeSimilarity, Is.LessThan(0.3));
        Assert.That(PictureComparison.Of(photo, moved).EdgeCorrelation, Is.LessThan(0.3));
    }

    [Test]
    public void OtherColorsAreToldInDeltaE()
    {
        Picture gray = Flat(119, 119, 119), lighter = Flat(145, 145, 145);
        double expected = Lab.OfSrgb(145, 145, 145).L - Lab.OfSrgb(119, 119, 119).L;
        Assert.That(PictureComparison.Of(gray, lighter).ColorDistance, Is.EqualTo(expected).Within(0.05));
    }

    /// <summary>BT.601: Cb = 0.564·(B − Y), Cr = 0.713·(R − Y).</summary>
    [Test]
    public void AShiftIsThatOfChroma()
    {
        double y = ((0.299 * 145) + (0.587 * 119) + (0.114 * 100)) / 255;
        double expected = Math.Sqrt(Math.Pow(0.564 * ((100 / 255.0) - y), 2) + Math.Pow(0.713 * ((145 / 255.0) - y), 2));
        Assert.That(PictureComparison.Of(Flat(119, 119, 119), Flat(145, 119, 100)).ColorShift, Is.EqualTo(expected).Within(1e-4));
        Assert.That(PictureComparison.Of(Flat(119, 119, 119), Flat(145, 145, 145)).ColorShift, Is.Zero.Within(1e-6), "gray");
    }

    [Test]
    public void ContrastAndHighlightsAreThoseOfLuma()
    {
        // Grays of 0 to 127, and the same twice as far apart.
        byte[] dim = [.. Noise(53, 31).Rgb.ToArray().Chunk(3).SelectMany(rgb => Enumerable.Repeat((byte)(rgb[0] / 2), 3))];
        Picture photo = new(53, 31, dim), result = new(53, 31, [.. dim.Select(value => (byte)(2 * value))]);
        PictureComparison comparison = PictureComparison.Of(photo, result);
        Assert.Multiple(() =>
        {
            Assert.That(comparison.Contrast, Is.EqualTo(2).Within(1e-5));
            Assert.That(comparison.PhotoHighlights, Is.Zero);
            Assert.That(comparison.Highlights, Is.EqualTo(dim.Count(value => 2 * value > 0.9 * 255) / (double)dim.Length).Within(1e-9));
            Assert.That(comparison.Highlights, Is.Positive);
        });
    }

    /// <summary>On the left noise of four gray levels, on the right stripes of all.</summary>
    [Test]
    public void FlatnessIsThatOfSmoothRegions()
    {
        Picture quiet = Noise(64, 64), loud = Stripes(vertical: true);
        Picture photo = Beside(x => (byte)(120 + (quiet.Rgb[x] / 64)), x => loud.Rgb[x]);
        Picture smoothed = Beside(_ => 121, x => loud.Rgb[x]), evened = Beside(x => (byte)(120 + (quiet.Rgb[x] / 64)), _ => 128);
        Assert.That(PictureComparison.Of(photo, smoothed).Flatness, Is.LessThan(0.5));
        Assert.That(PictureComparison.Of(photo, smoothed).Texture, Is.GreaterThan(0.9));
        Assert.That(PictureComparison.Of(photo, evened).Flatness, Is.EqualTo(1).Within(0.1));
        Assert.That(PictureComparison.Of(photo, evened).Texture, Is.LessThan(0.5));

        static Picture Beside(Func<int, byte> left, Func<int, byte> right) =>
            new(64, 64, [.. Enumerable.Range(0, 3 * 64 * 64).Select(i => i / 3 % 64 < 46 ? left(i - (i % 3)) : right(i - (i % 3)))]);
    }

    [Test]
    public void AGridOfFourPixelsIsTold()
    {
        Picture photo = Noise(96, 96);
        byte[] rgb = photo.Rgb.ToArray();
        for (int i = 0; i < rgb.Length; i++)
        {
            int x = i / 3 % 96, y = i / 3 / 96;
            rgb[i] = (byte)Math.Clamp((rgb[i] / 2) + (x % 4 == 0 && y % 4 == 0 ? 120 : 0), 0, 255);
        }

        Assert.Multiple(() =>
        {
            Assert.That(PictureComparison.Of(photo, photo).GridArtifacts, Is.LessThan(0.1), "noise");
            Assert.That(PictureComparison.Of(photo, new Picture(96, 96, rgb)).GridArtifacts, Is.GreaterThan(0.3), "grid");
        });
    }

    [Test]
    public void ABlurIsFlatter()
    {
        Picture photo = Noise(64, 64);
        Picture blurred = photo.Resize(16, 16).Resize(64, 64);
        Assert.That(PictureComparison.Of(photo, blurred).Texture, Is.LessThan(0.5));
    }

    [Test]
    public void PicturesOfDifferentSizesAreRefused() =>
        Assert.That(() => PictureComparison.Of(Noise(4, 4), Noise(4, 5)), Throws.ArgumentException.With.Message.Contains("4×5"));

    private static float[] Sequence(uint seed, int count)
    {
        float[] values = new float[count];
        for (int i = 0; i < count; i++)
        {
            seed = unchecked((seed * 1664525) + 1013904223);
            values[i] = (seed >> 24) / 255f;
        }

        return values;
    }

    private static Picture Noise(int width, int height)
    {
        byte[] rgb = new byte[3 * width * height];
        TestContext.CurrentContext.Random.NextBytes(rgb);
        return new Picture(width, height, rgb);
    }

    private static Picture Flat(byte red, byte green, byte blue) =>
        new(40, 40, [.. Enumerable.Range(0, 1600).SelectMany(_ => new[] { red, green, blue })]);

    private static Picture Stripes(bool vertical) => new(
        64,
        64,
        [.. Enumerable.Range(0, 64 * 64).SelectMany(i => Enumerable.Repeat((byte)((vertical ? i % 64 : i / 64) / 8 % 2 * 255), 3))]);
}
