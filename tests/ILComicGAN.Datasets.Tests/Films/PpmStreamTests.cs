using System.Text;
using ILComicGAN.Datasets.Films;
using ILComicGAN.Imaging;

namespace ILComicGAN.Datasets.Tests.Films;

public sealed class PpmStreamTests
{
    [Test]
    public void PicturesFollowEachOther()
    {
        Random random = new();
        Picture[] pictures = [Drawings.Create(1, 1, random), Drawings.Create(17, 3, random), Drawings.Create(31, 64, random)];
        using MemoryStream stream = new();
        foreach (Picture picture in pictures)
        {
            stream.Write(Encoding.ASCII.GetBytes($"P6\n{picture.Width} {picture.Height}\n255\n"));
            stream.Write(picture.Rgb);
        }

        byte[] bytes = stream.ToArray();
        stream.Position = 0;
        foreach (Picture picture in pictures)
        {
            Picture read = PpmStream.Read(stream)!;
            Assert.That((read.Width, read.Height), Is.EqualTo((picture.Width, picture.Height)));
            Assert.That(read.Rgb.ToArray(), Is.EqualTo(picture.Rgb.ToArray()));
        }

        Assert.That(PpmStream.Read(stream), Is.Null);
        using MemoryStream half = new(bytes[..^1]);
        _ = PpmStream.Read(half);
        _ = PpmStream.Read(half);
        Assert.That(() => PpmStream.Read(half), Throws.TypeOf<EndOfStreamException>());
    }

    [TestCase("P5\n1 1\n255\n\0")]
    [TestCase("P6\n1 x\n255\n\0\0\0")]
    [TestCase("P6\n1 0\n255\n")]
    [TestCase("P6\n999999 999999\n255\n")]
    [TestCase("P6\n1111111111111111\n")]
    public void OtherThingsAreRefused(string text)
    {
        using MemoryStream stream = new(Encoding.ASCII.GetBytes(text));
        Assert.That(() => PpmStream.Read(stream), Throws.TypeOf<InvalidDataException>());
    }
}
