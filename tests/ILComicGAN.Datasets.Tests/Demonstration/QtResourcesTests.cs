using ILComicGAN.Datasets.Demonstration;
using ILComicGAN.Imaging;

namespace ILComicGAN.Datasets.Tests.Demonstration;

/// <summary>Resource files that Qt's own rcc wrote, in all its formats; and damaged ones.</summary>
public sealed class QtResourcesTests
{
    [TestCase("v1.rcc")]
    [TestCase("v2.rcc")]
    [TestCase("v3.rcc")]
    public void GivesWhatRccPutIn(string name)
    {
        Dictionary<string, byte[]> files = new QtResources(Load(name), name).Read(_ => true).ToDictionary(file => file.Path, file => file.Content);
        Assert.That(files.Keys, Is.EquivalentTo(new[] { "pictures/plain.txt", "pictures/sub/zeros.bin", "pictures/sub/täst.bin" }));
        Assert.That(files["pictures/plain.txt"], Is.EqualTo("a short text"u8.ToArray()));
        Assert.That(files["pictures/sub/zeros.bin"], Is.EqualTo(new byte[4000]));
        Assert.That(files["pictures/sub/täst.bin"], Is.EqualTo(Enumerable.Range(0, 256).Select(i => (byte)i).ToArray()));
    }

    [Test]
    public void GivesOnlyWhatIsWanted() =>
        Assert.That(
            new QtResources(Load("v3.rcc"), "v3").Read(path => path.EndsWith(".txt", StringComparison.Ordinal)).Select(file => file.Path),
            Is.EqualTo(new[] { "pictures/plain.txt" }));

    [Test]
    public void ChangedFilesAreReadOrRefused()
    {
        byte[] good = Load("v3.rcc");
        for (int attempt = 0; attempt < 2000; attempt++)
        {
            byte[] changed = [.. good];
            for (int i = TestContext.CurrentContext.Random.Next(1, 4); i > 0; i--)
            {
                changed[TestContext.CurrentContext.Random.Next(changed.Length)] = TestContext.CurrentContext.Random.NextByte();
            }

            changed = TestContext.CurrentContext.Random.Next(4) == 0 ? changed[..TestContext.CurrentContext.Random.Next(changed.Length)] : changed;
            try
            {
                _ = new QtResources(changed, "changed").Read(_ => true).Take(1000).ToList();
            }
            catch (DataSetException)
            {
                // A sentence is as good as the files.
                continue;
            }
        }
    }

    private static byte[] Load(string name) =>
        File.ReadAllBytes(Path.Combine(TestContext.CurrentContext.TestDirectory, "Demonstration", "resources", name));
}
