using ILComicGAN.Datasets.Tiles;
using ILComicGAN.Files;
using ILComicGAN.Imaging;

namespace ILComicGAN.Datasets.Tests.Tiles;

public sealed class TileCuttingTests
{
    [TestCase(64, 64, 32, null, 4)]
    [TestCase(97, 61, 32, null, 3)]
    [TestCase(97, 61, 32, 16, 10)]
    [TestCase(32, 32, 32, 7, 1)]
    public void TilesAreThePicturesSquares(int width, int height, int size, int? stride, int count)
    {
        using TemporaryFolder folder = new();
        Picture picture = Drawings.Create(width, height, new Random());
        // Noise, so that no square is flat.
        Random random = new();
        picture = Drawings.Mix(picture, picture, (value, _) => value + random.Next(-40, 40));
        Drawings.Save(picture, folder.File("in/below/a picture.png"));
        TileReport report = TileCutting.Run(folder.File("in"), folder.File("out"), new TileOptions { Size = size, Stride = stride });
        Assert.That(report, Is.EqualTo(new TileReport(1, 0, 0, count, 0)));
        string[] files = Directory.GetFiles(folder.File("out/below"));
        Assert.That(files, Has.Length.EqualTo(count));
        foreach (string file in files)
        {
            string[] place = Path.GetFileNameWithoutExtension(file)["a_picture-x".Length..].Split("-y");
            Picture expected = picture.Crop(int.Parse(place[0], null), int.Parse(place[1], null), size, size);
            Assert.That(PictureFile.Load(file).Rgb.ToArray(), Is.EqualTo(expected.Rgb.ToArray()));
        }
    }

    [Test]
    public void FlatTilesSmallPicturesAndBrokenFilesAreCounted()
    {
        using TemporaryFolder folder = new();
        Picture drawing = Drawings.Create(40, 40, new Random());
        byte[] rgb = Drawings.Flat(80, 40, 200).Rgb.ToArray();
        for (int y = 0; y < 40; y++)
        {
            drawing.Rgb.Slice(3 * 40 * y, 120).CopyTo(rgb.AsSpan(3 * 80 * y));
        }

        Drawings.Save(new Picture(80, 40, rgb), folder.File("in/half.png"));
        Drawings.Save(Drawings.Create(39, 90, new Random()), folder.File("in/small.jpg"));
        File.WriteAllText(folder.File("in/broken.jpg"), "no picture");
        List<string> said = [];
        TileReport report = TileCutting.Run(folder.File("in"), folder.File("out"), new TileOptions { Size = 40 }, say: said.Add);
        Assert.That(report, Is.EqualTo(new TileReport(2, 1, 1, 1, 1)));
        Assert.That(said.Single(), Does.Contain("broken.jpg"));
    }

    [Test]
    public void LargePicturesAreReducedFirst()
    {
        using TemporaryFolder folder = new();
        Drawings.Save(Drawings.Create(300, 150, new Random()), folder.File("one.png"));
        TileReport report = TileCutting.Run(folder.File("one.png"), folder.File("out"), new TileOptions { Size = 50, MaxSide = 100 });
        Assert.That(report.Tiles + report.Flat, Is.EqualTo(2));
    }

    [Test]
    public void NothingIsWrittenWhereNothingComesOut()
    {
        using TemporaryFolder folder = new();
        Drawings.Save(Drawings.Flat(90, 90, 7), folder.File("in/flat.png"));
        Assert.That(
            () => TileCutting.Run(folder.File("in"), folder.File("out"), new TileOptions { Size = 32 }),
            Throws.TypeOf<DataSetException>().With.Message.Contains("Nothing came"));
        Assert.That(() => TileCutting.Run(folder.File("none"), folder.File("out"), new TileOptions()), Throws.TypeOf<DataSetException>());
        Assert.That(() => TileCutting.Run(folder.File("in"), folder.File("in"), new TileOptions()), Throws.TypeOf<FolderInUseException>());
        Assert.That(Directory.GetFileSystemEntries(folder.Path), Has.Length.EqualTo(1));
    }

    [Test]
    public void PicturesOfOneNameDoNotTakeEachOthersPlace()
    {
        using TemporaryFolder folder = new();
        foreach (string name in new[] { "a.png", "a.jpg", "A.webp" })
        {
            Drawings.Save(Drawings.Create(40, 40, new Random()), folder.File("in/" + name));
        }

        TileReport report = TileCutting.Run(folder.File("in"), folder.File("out"), new TileOptions { Size = 40 });
        Assert.That(Directory.GetFiles(folder.File("out")), Has.Length.EqualTo(3));
        Assert.That(report.Tiles, Is.EqualTo(3));
    }

    /// <summary>What is added to a long name must not make it too long for a file system.</summary>
    [Test]
    [Platform("Linux")]
    public void LongNamesAreShortened()
    {
        using TemporaryFolder folder = new();
        string input = Directory.CreateDirectory(folder.File("in")).FullName;
        foreach (string name in new[] { new string('a', 250), new string('é', 120), new string('a', 249) + 'b' })
        {
            Drawings.Save(Drawings.Create(64, 64, new Random(3)), Path.Combine(input, name + ".png"));
        }

        TileReport report = TileCutting.Run(input, folder.File("out"), new TileOptions { Size = 32 });
        Assert.That(report.Pictures, Is.EqualTo(3));
        Assert.That(Directory.GetFiles(folder.File("out")), Has.Length.EqualTo(report.Tiles));
    }
}
