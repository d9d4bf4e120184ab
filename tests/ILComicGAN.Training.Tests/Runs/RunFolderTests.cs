using ILComicGAN.Files;
using ILComicGAN.Training.Runs;

namespace ILComicGAN.Training.Tests.Runs;

public sealed class RunFolderTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void Begin() => _folder = new TemporaryFolder();

    [TearDown]
    public void Delete() => _folder.Dispose();

    /// <summary>A run may be put into a folder that has other things in it.</summary>
    [Test]
    public void OnlyItsOwnUnfinishedFilesAreRemoved()
    {
        string[] own = [Begun("run"), Begun("run/sheets"), Begun("run/checkpoints"), Begun("run/diverged/step-000007")];
        string[] others =
        [
            Make("run/.notes.tmp"), Make($"run/.notes{TemporaryName.Create()}"), Make($"run/sheets/mine{TemporaryName.Create()}"), Make("run/sheets/.step-000004.jpg.tmp"),
            Make($"run/{TemporaryName.Create()}.old"), Begun("run/other"), Begun("run/checkpoints/below"),
        ];
        new RunFolder(_folder.File("run")).Begin(new TrainingSettings());
        Assert.That(own.Where(File.Exists), Is.Empty);
        Assert.That(others, Has.All.Matches<string>(File.Exists));
    }

    [Test]
    [Platform("Linux,MacOsX")]
    public void NothingIsRemovedThroughALink()
    {
        string[] others = [Begun("elsewhere"), Begun("elsewhere/step-000001")];
        string run = Directory.CreateDirectory(_folder.File("run")).FullName;
        foreach (string below in new[] { "sheets", "checkpoints", "diverged" })
        {
            Directory.CreateSymbolicLink(Path.Combine(run, below), _folder.File("elsewhere"));
        }

        string link = Path.Combine(run, TemporaryName.Create());
        File.CreateSymbolicLink(link, others[0]);
        new RunFolder(run).Begin(new TrainingSettings());
        Assert.That(others, Has.All.Matches<string>(File.Exists));
        Assert.That(new FileInfo(link).LinkTarget, Is.Not.Null, "not a file that we wrote");
    }

    /// <summary>A killed program can be played no other way: what it began to write is called as every file is that is being written.</summary>
    [Test]
    public void WhatIsBeingWrittenIsCalledThatWay()
    {
        string target = _folder.File("checkpoint.safetensors");
        AtomicFile.Write(target, _ => Assert.That(Directory.GetFiles(_folder.Path).Select(Path.GetFileName), Has.One.Items.And.All.Matches<string?>(name => TemporaryName.IsOurs(name!))));
    }

    private string Begun(string folder) => Make($"{folder}/{TemporaryName.Create()}");

    private string Make(string name)
    {
        string file = _folder.File(name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, "half");
        return file;
    }
}
