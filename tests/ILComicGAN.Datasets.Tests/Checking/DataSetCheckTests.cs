using ILComicGAN.Datasets.Checking;
using ILComicGAN.Imaging;

namespace ILComicGAN.Datasets.Tests.Checking;

public sealed class DataSetCheckTests
{
    [Test]
    public void EveryFaultIsListed()
    {
        using TemporaryFolder folder = new();
        Random random = new();
        Picture first = Drawings.Create(120, 90, random), second = Drawings.Create(91, 113, random);
        Drawings.Save(first, folder.File("photos/a.png"));
        File.Copy(folder.File("photos/a.png"), folder.File("photos/b.png"));
        Drawings.Save(first.Resize(150, 112), folder.File("photos/c.jpg"));
        Drawings.Save(second, folder.File("photos/below/d.png"));
        Drawings.Save(Drawings.Create(31, 200, random), folder.File("photos/tiny.png"));
        byte[] gray = [.. Luma.Of(Drawings.Create(100, 90, random)).SelectMany(value => new[] { value, value, value })];
        Drawings.Save(new Picture(100, 90, gray), folder.File("photos/gray.png"));
        Drawings.Save(Drawings.Flat(80, 80, 120), folder.File("photos/flat.png"));
        Picture clear = Drawings.Create(90, 90, random);
        Drawings.Save(clear.WithAlpha([.. Enumerable.Range(0, 90 * 90).Select(i => (byte)(i % 90 < 9 ? 0 : 255))]), folder.File("photos/clear.png"));
        byte[] jpeg = PictureFile.Encode(second, ".jpg");
        File.WriteAllBytes(folder.File("photos/half.jpg"), jpeg[..(jpeg.Length / 2)]);
        File.WriteAllText(folder.File("photos/notes.txt"), "x");
        Drawings.Save(second.Resize(64, 80), folder.File("style/s.webp"));
        Drawings.Save(Drawings.Create(90, 90, random), folder.File("style/t.png"));

        DataSetReport report = DataSetCheck.Run(folder.File("photos"), folder.File("style"), size: 64, similar: 10);
        FolderReport photos = report.Photos;
        Assert.That((photos.Pictures, photos.OtherFiles, photos.SmallestSide), Is.EqualTo((8, 1, 31)));
        Assert.That(photos.Broken.Keys, Is.EqualTo(new[] { "half.jpg" }));
        Assert.That(photos.Tiny, Is.EqualTo(new Dictionary<string, string> { ["tiny.png"] = "31×200" }));
        Assert.That(photos.Gray, Is.EquivalentTo(new[] { "gray.png", "flat.png" }));
        Assert.That(photos.Flat, Is.EqualTo(new[] { "flat.png" }));
        Assert.That(photos.Transparent, Is.EqualTo(new[] { "clear.png" }));
        Assert.That(photos.Duplicates.Single(), Is.EqualTo(new[] { "a.png", "b.png" }));
        Assert.That(photos.NearDuplicates.Single(), Is.EqualTo(new[] { "a.png", "c.jpg" }));
        Assert.That(report.InBoth.Single(), Is.EqualTo(new[] { "below/d.png", "s.webp" }));
        Assert.That(report.HasBroken, Is.True);
        Picture sheet = DataSetCheck.Sheet(folder.File("photos"));
        Assert.That(sheet.Width, Is.GreaterThan(7 * 40));
    }

    [Test]
    public void ColorsAreTheMeansOfThePictures()
    {
        using TemporaryFolder folder = new();
        Drawings.Save(Drawings.Flat(64, 64, 50), folder.File("a.png"));
        Drawings.Save(new Picture(40, 40, [.. Enumerable.Range(0, 1600).SelectMany(i => new byte[] { (byte)(i % 2 == 0 ? 255 : 55), 100, 0 })]), folder.File("b.png"));
        ColorStatistics colors = DataSetCheck.Run(folder.Path, null, 32, 6).Photos.Colors;
        Assert.That(new[] { colors.Red, colors.Green, colors.Blue }, Is.EqualTo(new[] { (50 + 155) / 2.0, 75, 25 }).Within(1));
        double[] lumas = [50, (0.299 * 155) + (0.587 * 100)];
        Assert.That(colors.Brightness, Is.EqualTo(lumas.Average()).Within(0.6));
        Assert.That(colors.BrightnessDeviation, Is.EqualTo((lumas[1] - lumas[0]) / 2).Within(0.6));
        Assert.That(colors.Contrast, Is.EqualTo(0.299 * 100 / 2).Within(0.6));
        Assert.That(colors.Colorfulness, Is.EqualTo(((255 + 100) / 2.0) / 2).Within(0.6));
    }

    [Test]
    public void FoldersWithoutPicturesAreSaid()
    {
        using TemporaryFolder folder = new();
        Assert.That(() => DataSetCheck.Run(folder.File("none"), null, 64, 6), Throws.TypeOf<DataSetException>().With.Message.Contains("does not exist"));
        Assert.That(() => DataSetCheck.Run(folder.Path, null, 64, 6), Throws.TypeOf<DataSetException>().With.Message.Contains("no pictures"));
    }

    /// <summary>Links that lead in circles, a folder that cannot be read, and a pipe among the pictures.</summary>
    [Test]
    [Platform("Linux")]
    [CancelAfter(30_000)]
    public void LinksPipesAndMetadataFilesCostNothing()
    {
        using TemporaryFolder folder = new();
        Drawings.Save(Drawings.Create(64, 64, new Random(1)), folder.File("a.png"));
        File.WriteAllBytes(folder.File("._a.png"), [0, 5, 0x16, 7]);
        File.WriteAllText(folder.File("notes.txt"), "x");
        Directory.CreateSymbolicLink(folder.File("one"), folder.Path);
        Directory.CreateSymbolicLink(folder.File("two"), folder.Path);
        using (System.Diagnostics.Process make = System.Diagnostics.Process.Start("mkfifo", folder.File("pipe.png")))
        {
            make.WaitForExit();
        }

        FolderReport report = DataSetCheck.Run(folder.Path, null, 32, 6).Photos;
        Assert.That(report.Pictures, Is.EqualTo(1));
        Assert.That(report.OtherFiles, Is.EqualTo(2));
        Assert.That(report.Broken.Keys, Is.EqualTo(new[] { "pipe.png" }));
        Assert.That(report.Duplicates, Is.Empty);
    }

    [Test]
    [CancelAfter(30_000)]
    public void TheComparisonOfManyIsStopped()
    {
        using TemporaryFolder folder = new();
        for (int i = 0; i < 30; i++)
        {
            Drawings.Save(Drawings.Create(40, 40, new Random(i)), folder.File($"{i}.png"));
        }

        using CancellationTokenSource stop = new();
        Assert.That(
            () => DataSetCheck.Run(folder.Path, folder.Path, 32, 6, (_, share) => { if (share >= 0.5) { stop.Cancel(); } }, stop.Token),
            Throws.InstanceOf<OperationCanceledException>());
    }
}
