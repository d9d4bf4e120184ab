using ILComicGAN.Files;

namespace ILComicGAN.Datasets.Tests;

public sealed class OutputFolderTests
{
    [Test]
    public void AppearsWholeOrNotAtAll()
    {
        using TemporaryFolder folder = new();
        string target = folder.File("new/results/");
        using (OutputFolder output = OutputFolder.Begin(target))
        {
            output.Write("a/b.txt", "x"u8);
            Assert.That(Directory.Exists(target), Is.False);
        }

        Assert.That(Directory.GetFileSystemEntries(folder.File("new")), Is.Empty, "what is not completed is gone");
        using (OutputFolder output = OutputFolder.Begin(target))
        {
            output.Write("a/b.txt", "x"u8);
            output.Complete();
        }

        Assert.That(File.ReadAllText(Path.Combine(target, "a/b.txt")), Is.EqualTo("x"));
        Assert.That(Directory.GetFileSystemEntries(folder.File("new")), Has.Length.EqualTo(1));
        Assert.That(() => OutputFolder.Begin(target), Throws.TypeOf<FolderInUseException>().With.Message.Contains("already has files"));
        Assert.That(() => OutputFolder.Begin(Path.Combine(target, "a/b.txt")), Throws.TypeOf<FolderInUseException>().With.Message.Contains("is a file"));
    }

    [Test]
    public void TakesThePlaceOfAnEmptyFolderButNotOfOneThatWasFilledMeanwhile()
    {
        using TemporaryFolder folder = new();
        string target = Directory.CreateDirectory(folder.File("empty")).FullName;
        using (OutputFolder output = OutputFolder.Begin(target))
        {
            output.Write("x", "1"u8);
            File.WriteAllText(Path.Combine(target, "mine"), "2");
            Assert.That(output.Complete, Throws.TypeOf<FolderInUseException>());
            File.Delete(Path.Combine(target, "mine"));
            output.Complete();
        }

        Assert.That(Directory.GetFileSystemEntries(target).Select(Path.GetFileName), Is.EqualTo(new[] { "x" }));
    }
}
