using ILComicGAN.Imaging.Abstraction;
using NUnit.Framework;

namespace ILComicGAN.Imaging.Tests;

/// <summary>What the drawings of a photo must have whatever the photo: sizes, symmetry, even surfaces, kept edges, contours where there are edges.</summary>
[TestFixture(AbstractionStyle.Comic)]
[TestFixture(AbstractionStyle.Soft)]
[TestFixture(AbstractionStyle.Ink)]
internal sealed class AbstractionTests(AbstractionStyle style)
{
    [TestCase(1, 1)]
    [TestCase(1, 17)]
    [TestCase(3, 2)]
    [TestCase(53, 31)]
    public void EverySizeStaysInRange(int width, int height)
    {
        float[] planes = Noise(width, height, 1);
        PictureAbstraction.Apply(planes, width, height, style);
        Assert.That(planes, Has.All.InRange(-1f, 1f));
    }

    [Test]
    public void AMirroredPhotoGivesTheMirroredDrawing()
    {
        const int Width = 41, Height = 29;
        byte[] rgb = new byte[3 * Width * Height];
        TestContext.CurrentContext.Random.NextBytes(rgb);
        Picture photo = new(Width, Height, rgb);

        byte[] drawn = PictureAbstraction.Apply(photo, style).FlipHorizontally().Rgb.ToArray();
        byte[] mirrored = PictureAbstraction.Apply(photo.FlipHorizontally(), style).Rgb.ToArray();

        // Sums in another order; where a tone is between two steps it may fall to either side.
        int different = drawn.Zip(mirrored).Count(pair => Math.Abs(pair.First - pair.Second) > 2);
        Assert.That(different, Is.LessThan(drawn.Length / 200));
    }

    [Test]
    public void AnEdgeGetsAContourOnItsDarkSideAndKeepsItsContrast()
    {
        const int Side = 64;
        float[] planes = Noise(Side, Side, 0.05f);
        for (int i = 0; i < planes.Length; i++)
        {
            planes[i] += i % Side < Side / 2 ? -0.5f : 0.5f;
        }

        PictureAbstraction.Apply(planes, Side, Side, style);

        Assert.Multiple(() =>
        {
            Assert.That(Mean(planes, Side, 38, 60) - Mean(planes, Side, 4, 26), Is.GreaterThan(0.1f), "contrast of the halves");
            Assert.That(Mean(planes, Side, 29, 32), Is.LessThan(Mean(planes, Side, 4, 26) - 0.1f), "contour");
        });
    }

    [Test]
    public void SmoothingEvensSurfacesAndKeepsTheEdgeBetweenThem()
    {
        // Two noisy halves; the smoothing alone, since tones and contours change levels on purpose.
        const int Side = 64;
        float[] planes = Noise(Side, Side, 0.1f);
        for (int i = 0; i < planes.Length; i++)
        {
            planes[i] += i % Side < Side / 2 ? -0.5f : 0.5f;
        }

        float[] smooth = AnisotropicKuwahara.Apply(planes, Side, Side);

        Assert.Multiple(() =>
        {
            Assert.That(Deviation(smooth, Side, 0, 30), Is.LessThan(Deviation(planes, Side, 0, 30) / 3), "left half");
            Assert.That(Deviation(smooth, Side, 34, 64), Is.LessThan(Deviation(planes, Side, 34, 64) / 3), "right half");
            Assert.That(Mean(smooth, Side, 33, 34) - Mean(smooth, Side, 30, 31), Is.GreaterThan(0.9f), "edge of 1.0");
        });
    }

    /// <summary>An eye of three pixels on a noisy face: the soft drawing is made for it.</summary>
    [Test]
    public void SmallThingsInCalmPlacesStay()
    {
        const int Side = 48;
        float[] planes = Noise(Side, Side, 0.04f);
        for (int i = 0; i < planes.Length; i++)
        {
            int x = i % Side, y = i / Side % Side;
            planes[i] += (x - 24) * (x - 24) <= 2 && (y - 24) * (y - 24) <= 2 ? -0.6f : 0.4f;
        }

        PictureAbstraction.Apply(planes, Side, Side, AbstractionStyle.Soft);
        Assert.Multiple(() =>
        {
            Assert.That(planes[(24 * Side) + 24], Is.LessThan(0.4f - 0.7f), "the eye keeps at least 0.7 of its contrast of 1");
            Assert.That(Deviation(planes, Side, 4, 18), Is.LessThan(0.04f / 3), "and the face is even");
        });
    }

    [Test]
    public void AFlatPictureHasNoLines()
    {
        float[] planes = new float[3 * 20 * 15];
        Array.Fill(planes, 0.3f);
        PictureAbstraction.Apply(planes, 20, 15, style);
        for (int c = 0; c < 3; c++)
        {
            float[] plane = planes[(c * 300)..((c + 1) * 300)];
            Assert.That(plane.Max() - plane.Min(), Is.LessThan(1e-3f));
        }
    }

    [Test]
    public void OpacityIsKept()
    {
        byte[] alpha = [0, 255, 17, 128, 3, 99];
        byte[] rgb = new byte[18];
        TestContext.CurrentContext.Random.NextBytes(rgb);
        Assert.That(PictureAbstraction.Apply(new Picture(3, 2, rgb, alpha), style).Alpha.ToArray(), Is.EqualTo(alpha));
    }

    [Test]
    public void ValuesOfAnotherSizeAreRefused() =>
        Assert.That(() => PictureAbstraction.Apply(new float[10], 2, 2, style), Throws.ArgumentException);

    private static float[] Noise(int width, int height, float amplitude)
    {
        float[] planes = new float[3 * width * height];
        for (int i = 0; i < planes.Length; i++)
        {
            planes[i] = ((TestContext.CurrentContext.Random.NextSingle() * 2) - 1) * amplitude;
        }

        return planes;
    }

    private static IEnumerable<float> Columns(float[] planes, int side, int first, int last) =>
        planes.Where((_, i) => i < side * side && i % side >= first && i % side < last);

    private static float Mean(float[] planes, int side, int first, int last) => Columns(planes, side, first, last).Average();

    private static float Deviation(float[] planes, int side, int first, int last)
    {
        float mean = Mean(planes, side, first, last);
        return MathF.Sqrt(Columns(planes, side, first, last).Average(value => (value - mean) * (value - mean)));
    }
}
