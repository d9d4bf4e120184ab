using ILComicGAN.Imaging;
using ILComicGAN.Imaging.Abstraction;
using ILComicGAN.Networks.Modules;
using ILComicGAN.Training.Data;

namespace ILComicGAN.Training.Tests.Data;

public sealed class BatchLoaderTests
{
    private TemporaryFolder _folder = null!;
    private IReadOnlyList<string> _files = null!;

    [SetUp]
    public void MakePictures()
    {
        _folder = new TemporaryFolder();
        _files = ImageFolder.List(TestPictures.Folder(_folder, "pictures", 7, 3));
    }

    [TearDown]
    public void Delete() => _folder.Dispose();

    [Test]
    public void DoesNotDependOnThreadsAndContinuesAnywhere()
    {
        List<float[]> one = Read(new BatchLoader(_files, 16, 3, 5, RandomPurpose.PhotoOrder, RandomPurpose.PhotoCrops, threads: 1), 9);
        List<float[]> four = Read(new BatchLoader(_files, 16, 3, 5, RandomPurpose.PhotoOrder, RandomPurpose.PhotoCrops, threads: 4, cacheBytes: 0), 9);
        List<float[]> later = Read(new BatchLoader(_files, 16, 3, 5, RandomPurpose.PhotoOrder, RandomPurpose.PhotoCrops, firstSample: 12, threads: 2), 5);
        List<float[]> other = Read(new BatchLoader(_files, 16, 3, 6, RandomPurpose.PhotoOrder, RandomPurpose.PhotoCrops), 9);
        Assert.That(four, Is.EqualTo(one));
        Assert.That(later, Is.EqualTo(one.Skip(4)));
        Assert.That(other, Is.Not.EqualTo(one));
    }

    [TestCase(AbstractionStyle.Comic)]
    [TestCase(AbstractionStyle.Soft)]
    [TestCase(AbstractionStyle.Ink)]
    public void AbstractsEachCropToBeItsTarget(AbstractionStyle style)
    {
        using BatchLoader loader = new(_files, 24, 2, 5, RandomPurpose.PhotoOrder, RandomPurpose.PhotoCrops, target: style);
        PictureBatch batch = loader.Next();
        float[] expected = [.. batch.Values];
        PictureAbstraction.Apply(expected.AsSpan(0, 3 * 24 * 24), 24, 24, style);
        PictureAbstraction.Apply(expected.AsSpan(3 * 24 * 24), 24, 24, style);
        Assert.That(batch.Targets, Is.EqualTo(expected));
        Assert.That(batch.Targets, Is.Not.EqualTo(batch.Values));
    }

    [Test]
    public void ACropIsItsOwnTargetWhereNothingIsAbstracted()
    {
        using BatchLoader loader = new(_files, 24, 2, 5, RandomPurpose.PhotoOrder, RandomPurpose.PhotoCrops);
        PictureBatch batch = loader.Next();
        Assert.That(batch.Targets, Is.SameAs(batch.Values));
    }

    [Test]
    public void GoesThroughEveryPictureOnceAnEpochInChangingOrder()
    {
        using BatchLoader loader = new(_files, 8, 7, 1, RandomPurpose.PhotoOrder, RandomPurpose.PhotoCrops);
        string[] first = [.. loader.Next().Places.Select(place => place.File)];
        string[] second = [.. loader.Next().Places.Select(place => place.File)];
        Assert.That(first, Is.EquivalentTo(_files));
        Assert.That(second, Is.EquivalentTo(_files));
        Assert.That(second, Is.Not.EqualTo(first));
        Assert.That(loader.Position, Is.EqualTo(14));
    }

    [Test]
    public void GivesValuesInRangeAtAnySize()
    {
        using BatchLoader loader = new(_files, 100, 2, 1, RandomPurpose.PhotoOrder, RandomPurpose.PhotoCrops);
        float[] values = loader.Next().Values;
        Assert.That(values, Has.Length.EqualTo(2 * 3 * 100 * 100));
        Assert.That(values.Min(), Is.GreaterThanOrEqualTo(-1));
        Assert.That(values.Max(), Is.LessThanOrEqualTo(1));
        Assert.That(values.Distinct().Count(), Is.GreaterThan(20));
    }

    [Test]
    public void LeavesOutWhatIsBrokenOrFlatAndSaysSoOnce()
    {
        string broken = _folder.File("pictures/broken.jpg");
        File.WriteAllText(broken, "not a picture");
        byte[] gray = new byte[50 * 50 * 3];
        Array.Fill<byte>(gray, 77);
        File.WriteAllBytes(_folder.File("pictures/flat.png"), PictureFile.Encode(new Picture(50, 50, gray), ".png"));
        List<string> warnings = [];
        using BatchLoader loader = new(ImageFolder.List(_folder.File("pictures")), 16, 9, 1, RandomPurpose.PhotoOrder, RandomPurpose.PhotoCrops, warn: warnings.Add);
        for (int i = 0; i < 3; i++)
        {
            Assert.That(loader.Next().Places.Select(place => place.File), Has.None.Contains("broken").And.None.Contains("flat"));
        }

        Assert.That(warnings, Has.Count.EqualTo(1));
        Assert.That(warnings[0], Does.Contain("broken.jpg"));
    }

    [Test]
    public void SaysThatNothingCanBeUsed()
    {
        string folder = Directory.CreateDirectory(_folder.File("bad")).FullName;
        File.WriteAllText(Path.Combine(folder, "a.png"), "no");
        using BatchLoader loader = new(ImageFolder.List(folder), 16, 1, 1, RandomPurpose.PhotoOrder, RandomPurpose.PhotoCrops);
        Assert.That(loader.Next, Throws.TypeOf<DataSetException>());
    }

    [Test]
    public void FoldersWithoutPicturesAreSaid()
    {
        Assert.That(() => ImageFolder.List(_folder.File("missing")), Throws.TypeOf<DataSetException>().With.Message.Contains("does not exist"));
        string empty = Directory.CreateDirectory(_folder.File("empty")).FullName;
        File.WriteAllText(Path.Combine(empty, "readme.txt"), "text");
        Assert.That(() => ImageFolder.List(empty), Throws.TypeOf<DataSetException>().With.Message.Contains("no pictures"));
    }

    private static List<float[]> Read(BatchLoader loader, int batches)
    {
        using (loader)
        {
            return [.. Enumerable.Range(0, batches).Select(_ => loader.Next().Values)];
        }
    }
}
