namespace ILComicGAN.Imaging.Tests;

/// <summary>What does not show changes nothing, and takes the colors of what shows.</summary>
public sealed class InvisibleColorsTests
{
    private const int Width = 37, Height = 29;

    [Test]
    public void TheColorsUnderClearPlacesDoNotMatter()
    {
        byte[] expected = CutOut((_, _) => 0).WithInvisibleFilled().Rgb.ToArray();
        uint state = 5;
        foreach (Func<int, int, byte> below in new Func<int, int, byte>[] { (_, _) => 255, (_, c) => c == 1 ? (byte)0 : (byte)255, (_, _) => (byte)((state = (state * 1664525) + 1013904223) >> 24) })
        {
            Assert.That(CutOut(below).WithInvisibleFilled().Rgb.ToArray(), Is.EqualTo(expected));
        }
    }

    [Test]
    public void WhatShowsStaysAndItsColorsGoOn()
    {
        Picture picture = CutOut((_, _) => 0);
        Picture filled = picture.WithInvisibleFilled();
        Assert.That(filled.Alpha.ToArray(), Is.EqualTo(picture.Alpha.ToArray()));
        for (int i = 0; i < Width * Height; i++)
        {
            if (picture.Alpha[i] >= 16)
            {
                Assert.That(filled.Rgb.Slice(3 * i, 3).ToArray(), Is.EqualTo(picture.Rgb.Slice(3 * i, 3).ToArray()));
            }
            else
            {
                Assert.That((int)filled.Rgb[3 * i], Is.InRange(150, 250), "red, as all that shows");
                Assert.That((int)filled.Rgb[(3 * i) + 2], Is.InRange(0, 40));
            }
        }
    }

    /// <summary>An edge of falling opacity has no step where it becomes 0.</summary>
    [Test]
    public void NearlyClearColorsCountNearlyNothing()
    {
        byte[] rgb = new byte[3 * 16 * 16], alpha = new byte[16 * 16];
        for (int i = 0; i < 256; i++)
        {
            alpha[i] = i % 16 < 8 ? (byte)255 : (byte)1;
            rgb[(3 * i) + 1] = i % 16 < 8 ? (byte)100 : (byte)255;
        }

        Picture filled = new Picture(16, 16, rgb, alpha).WithInvisibleFilled();
        Assert.That((int)filled.Rgb[(3 * 12) + 1], Is.EqualTo(100).Within(25));
    }

    [TestCase(1, 1)]
    [TestCase(5, 1)]
    [TestCase(1, 7)]
    public void NothingVisibleIsBlack(int width, int height)
    {
        byte[] rgb = new byte[3 * width * height];
        Array.Fill<byte>(rgb, 99);
        Assert.That(new Picture(width, height, rgb, new byte[width * height]).WithInvisibleFilled().Rgb.ToArray(), Is.All.Zero);
    }

    [Test]
    public void OpaquePicturesAreLeftAlone()
    {
        Picture opaque = new(2, 1, [1, 2, 3, 4, 5, 6]);
        Assert.That(opaque.WithInvisibleFilled(), Is.SameAs(opaque));
    }

    private static Picture CutOut(Func<int, int, byte> below)
    {
        byte[] rgb = new byte[3 * Width * Height], alpha = new byte[Width * Height];
        for (int i = 0; i < Width * Height; i++)
        {
            (int x, int y) = (i % Width, i / Width);
            double distance = Math.Sqrt(((x - 18) * (x - 18)) + ((y - 14) * (y - 14)));
            alpha[i] = (byte)Math.Clamp(255 * (11 - distance), 0, 255);
            for (int c = 0; c < 3; c++)
            {
                rgb[(3 * i) + c] = alpha[i] == 0 ? below(i, c) : (byte)(c switch { 0 => 200 + (x % 8), 1 => 4 * y, _ => 20 });
            }
        }

        return new Picture(Width, Height, rgb, alpha);
    }
}
