using ILComicGAN.Training.Runs;

namespace ILComicGAN.Training.Tests.Runs;

public sealed class RunFolderTests
{
    private static readonly string s_unique = new('0', 32);

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void Begin() => _folder = new TemporaryFolder();

    [TearDown]
    public void Delete() => _folder.Dispose();

    /// <summary>A run may be put into a folder that has other things in it.</summary>
    [Test]
    public void OnlyItsOwnUnfinishedFilesAreRemoved()
    {
        string[] own =
        [
            Make($"run/.settings.json.{s_unique}.tmp"), Make($"run/.generator.safetensors.{s_unique}.tmp"), Make($"run/sheets/.step-000004.jpg.{s_unique}.tmp"),
            Make($"run/checkpoints/.step-000004.safetensors.{s_unique}.tmp"), Make($"run/diverged/step-000007/.photo-0.png.{s_unique}.tmp"),
        ];
        string[] others =
        [
            Make("run/.notes.tmp"), Make($"run/.notes.{s_unique}.tmp"), Make($"run/sheets/.mine.jpg.{s_unique}.tmp"), Make("run/sheets/.step-000004.jpg.tmp"),
            Make($"run/other/.settings.json.{s_unique}.tmp"), Make($"run/checkpoints/below/.step-000004.safetensors.{s_unique}.tmp"),
        ];
        new RunFolder(_folder.File("run")).Begin(new TrainingSettings());
        Assert.That(own.Where(File.Exists), Is.Empty);
        Assert.That(others, Has.All.Matches<string>(File.Exists));
    }

    [Test]
    [Platform("Linux,MacOsX")]
    public void NothingIsRemovedThroughALink()
    {
        string[] others = [Make($"elsewhere/.step-000004.jpg.{s_unique}.tmp"), Make($"elsewhere/.step-000004.safetensors.{s_unique}.tmp"), Make($"elsewhere/step-000001/.batch.json.{s_unique}.tmp")];
        string run = Directory.CreateDirectory(_folder.File("run")).FullName;
        foreach (string below in new[] { "sheets", "checkpoints", "diverged" })
        {
            Directory.CreateSymbolicLink(Path.Combine(run, below), _folder.File("elsewhere"));
        }

        string link = Path.Combine(run, $".settings.json.{s_unique}.tmp");
        File.CreateSymbolicLink(link, others[0]);
        new RunFolder(run).Begin(new TrainingSettings());
        Assert.That(others, Has.All.Matches<string>(File.Exists));
        Assert.That(new FileInfo(link).LinkTarget, Is.Not.Null, "not a file that we wrote");
    }

    private string Make(string name)
    {
        string file = _folder.File(name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, "half");
        return file;
    }
}
