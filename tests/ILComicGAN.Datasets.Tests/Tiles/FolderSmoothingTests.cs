using ILComicGAN.Datasets.Smoothing;
using ILComicGAN.Imaging;
using ILComicGAN.Imaging.Edges;

namespace ILComicGAN.Datasets.Tests.Tiles;

public sealed class FolderSmoothingTests
{
    [Test]
    public void CopiesAreTheSmoothedPictures()
    {
        using TemporaryFolder folder = new();
        Picture picture = Drawings.Create(83, 47, new Random());
        Drawings.Save(picture, folder.File("in/x/one.png"));
        File.WriteAllText(folder.File("in/two.png"), "no picture");
        SmoothReport report = FolderSmoothing.Run(folder.File("in"), folder.File("out"));
        Assert.That(report, Is.EqualTo(new SmoothReport(1, 1)));
        byte[] written = PictureFile.Load(folder.File("out/x/one.png")).Rgb.ToArray();
        Assert.That(written, Is.EqualTo(EdgeSmoothing.Apply(picture).Rgb.ToArray()));
        Assert.That(written, Is.Not.EqualTo(picture.Rgb.ToArray()));
    }
}
