using ILComicGAN.Files;

namespace ILComicGAN.Imaging.Tests;

/// <summary>Folders as people have them: with links, foreign files, and parts that cannot be read.</summary>
public sealed class ImageFolderTests
{
    private string _folder = "";

    [SetUp]
    public void Begin() => _folder = Directory.CreateTempSubdirectory("ilcomicgan-folder-").FullName;

    [TearDown]
    public void End() => Directory.Delete(_folder, recursive: true);

    /// <summary>Two links to the folder itself: each picture would be listed 2⁴⁰ times.</summary>
    [Test]
    [Platform("Linux")]
    [CancelAfter(10_000)]
    public void CirclesOfLinksAreVisitedOnce()
    {
        Make("a.png", "below/b.png", "below/deeper/c.png");
        Directory.CreateSymbolicLink(Path("one"), _folder);
        Directory.CreateSymbolicLink(Path("two"), _folder);
        Directory.CreateSymbolicLink(Path("below/up"), Path("below"));
        Directory.CreateSymbolicLink(Path("below/deeper/a"), Path("below"));
        Assert.That(Names(), Is.EqualTo(new[] { "a.png", "below/b.png", "below/deeper/c.png" }), "by their own paths, not through links");
    }

    [Test]
    [Platform("Linux")]
    public void LinkedFoldersFromElsewhereAreRead()
    {
        Make("photos/a.png", "elsewhere/x/b.png");
        Directory.CreateSymbolicLink(Path("photos/first"), Path("elsewhere"));
        Directory.CreateSymbolicLink(Path("photos/second"), Path("elsewhere/x"));
        Directory.CreateSymbolicLink(Path("photos/broken"), Path("nowhere"));
        Assert.That(
            ImageFolder.Read(Path("photos")).Pictures.Select(file => System.IO.Path.GetRelativePath(_folder, file)),
            Is.EqualTo(new[] { "photos/a.png", "photos/first/x/b.png" }));
    }

    [Test]
    public void ResultsAreLeftOut()
    {
        Make("a.png", "out/a.png", "out/deep/b.png");
        Assert.That(ImageFolder.Read(_folder, without: Path("out")).Pictures, Is.EqualTo(new[] { Path("a.png") }));
        Assert.That(ImageFolder.Read(_folder, without: Path("not-there")).Pictures, Has.Count.EqualTo(3));
    }

    [Test]
    public void NamesSayWhatIsAPicture()
    {
        Make("a.JFIF", "b.jpe", "._b.jpe", "c.bmp", "d.txt", "e.heic");
        ImageFolder found = ImageFolder.Read(_folder);
        Assert.That(found.Pictures.Select(System.IO.Path.GetFileName), Is.EqualTo(new[] { "a.JFIF", "b.jpe", "c.bmp" }));
        Assert.That(found.OtherFiles, Is.EqualTo(3));
        Assert.That(found.Notes, Is.EqualTo(new[] { $"'{Path("e.heic")}' is left out: pictures of this kind are not read; save it as JPEG or PNG." }));
    }

    /// <summary>An album from a telephone: nothing of it is passed over without a word.</summary>
    [Test]
    public void PicturesOfOtherKindsAreTold()
    {
        Make("IMG_1.HEIC", "IMG_2.HEIC", "IMG_3.dng", "IMG_1.MOV", "._IMG_1.HEIC");
        Assert.That(
            () => ImageFolder.Read(_folder),
            Throws.TypeOf<DataSetException>().With.Message.EqualTo(
                $"The folder '{_folder}' has no pictures that can be read. '{Path("IMG_1.HEIC")}' and 2 more like it are left out: pictures of these kinds are not read; save them as JPEG or PNG."));
        Make("a.png");
        Assert.That(ImageFolder.Read(_folder).Unread, Has.Count.EqualTo(3));
        Assert.That(ImageFolder.Read(_folder).Notes.Single(), Does.StartWith($"'{Path("IMG_1.HEIC")}' and 2 more"));
    }

    [Test]
    [CancelAfter(10_000)]
    public void ListingIsStopped()
    {
        Make("a.png");
        Assert.That(() => ImageFolder.Read(_folder, cancellation: new CancellationToken(canceled: true)), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public void IdentityIsThatOfTheThing()
    {
        Make("a.png", "b.png");
        Assert.That(FileIdentity.Of(Path("a.png")), Is.EqualTo(FileIdentity.Of(Path("./a.png"))));
        Assert.That(FileIdentity.Of(Path("a.png")), Is.Not.EqualTo(FileIdentity.Of(Path("b.png"))));
        Assert.That(FileIdentity.Of(Path("none")), Is.Null);
        if (!OperatingSystem.IsWindows())
        {
            File.CreateSymbolicLink(Path("link"), Path("a.png"));
            Directory.CreateSymbolicLink(Path("here"), _folder);
            Assert.That(FileIdentity.Of(Path("here/link")), Is.EqualTo(FileIdentity.Of(Path("a.png"))));
        }
    }

    private string[] Names() => [.. ImageFolder.List(_folder).Select(file => System.IO.Path.GetRelativePath(_folder, file))];

    private string Path(string name) => System.IO.Path.Combine(_folder, name);

    private void Make(params string[] names)
    {
        foreach (string name in names)
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path(name))!);
            File.WriteAllText(Path(name), "x");
        }
    }
}
