using System.Diagnostics;
using System.Text.Json;
using ILComicGAN.Imaging;
using ILComicGAN.Weights;

namespace ILComicGAN.Cli.Tests;

/// <summary>'data' as its readers call it: every command of docs/data.md, and every mistake.</summary>
public sealed class DataCommandTests
{
    private TemporaryFolder _folder = null!;

    [OneTimeSetUp]
    public void MakeFiles()
    {
        _folder = new TemporaryFolder();
        ulong seed = (ulong)Environment.TickCount64;
        TestPictures.Folder(_folder, "photos", 3, seed);
        TestPictures.Folder(_folder, "style", 3, seed + 50);
        Directory.CreateDirectory(_folder.File("wallpapers"));
        byte[] wallpaper = PictureFile.Encode(PictureFile.Load(Path.Combine(TestFilm.Samples(), "picosdeeuropa.jpg")), ".png");
        File.WriteAllBytes(_folder.File("wallpapers/one.png"), wallpaper);
        File.WriteAllText(_folder.File("text.mp4"), "no film");
        Directory.CreateDirectory(_folder.File("empty"));
    }

    [OneTimeTearDown]
    public void Delete() => _folder.Dispose();

    private static IEnumerable<TestCaseData> DocumentedCommands() =>
        File.ReadAllLines(Path.Combine(TestFilm.Samples(), "..", "docs", "data.md"))
            .Where(line => line.StartsWith("ilcomicgan data ", StringComparison.Ordinal))
            .Select(line => new TestCaseData(line["ilcomicgan ".Length..]).SetName($"Documented: {line}"));

    [TestCaseSource(nameof(DocumentedCommands))]
    public void DocumentedCommandsWork(string line)
    {
        string[] arguments = line.Split(' ');
        if (line.Contains("film.mp4", StringComparison.Ordinal) && !File.Exists(_folder.File("film.mp4")))
        {
            TestFilm.Make(_folder.File("film.mp4"));
        }

        if (arguments[1] == "demo")
        {
            // Without apt, and so without the network: what it does with packages is tested with packages made for it.
            Result refused = Run(arguments, path: _folder.Path);
            Assert.That((refused.Code, refused.Output), Is.EqualTo((1, "")));
            Assert.That(refused.Error, Does.Contain("no apt-get here"));
            return;
        }

        Result result = Run(arguments);
        Assert.That(result.Code, Is.Zero, result.Error + result.Output);
        if (arguments.Contains("--json"))
        {
            using JsonDocument json = JsonDocument.Parse(result.Output);
            Assert.That(json.RootElement.EnumerateObject().Count(), Is.GreaterThan(1));
        }

        int output = Array.IndexOf(arguments, "-o");
        if (output >= 0)
        {
            Assert.That(Directory.GetFiles(_folder.File(arguments[output + 1]), "*.png", SearchOption.AllDirectories), Is.Not.Empty);
        }

        foreach (string sheet in arguments.Contains("--sheet") ? ["sheet.jpg", "sheet-style.jpg"] : Array.Empty<string>())
        {
            Assert.That(PictureFile.Load(_folder.File(sheet)).Width, Is.GreaterThan(100));
        }
    }

    [TestCase(1, "does not exist", "frames none.mp4 -o x")]
    [TestCase(1, "not a film", "frames text.mp4 -o x")]
    [TestCase(2, "--every 0", "frames text.mp4 -o x --every 0")]
    [TestCase(2, "--every 1:2:3:4", "frames text.mp4 -o x --every 1:2:3:4")]
    [TestCase(2, "--size 3", "frames text.mp4 -o x --size 3")]
    [TestCase(2, "--similar 65", "frames text.mp4 -o x --similar 65")]
    [TestCase(2, "--blur 2", "frames text.mp4 -o x --blur 2")]
    [TestCase(2, "--to must", "frames text.mp4 -o x --from 9 --to 0:08")]
    [TestCase(1, "does not exist", "tiles none -o x")]
    [TestCase(1, "no pictures", "tiles empty -o x")]
    [TestCase(1, "Nothing came", "tiles photos -o x --size 4096")]
    [TestCase(2, "already has files", "tiles photos -o style --size 16")]
    [TestCase(2, "--stride 0", "tiles photos -o x --stride 0")]
    [TestCase(2, "--max-side 100", "tiles photos -o x --max-side 100")]
    [TestCase(1, "no pictures", "smooth empty -o x")]
    [TestCase(2, "is a file", "smooth photos -o text.mp4")]
    [TestCase(1, "could not be written", "smooth photos -o text.mp4/x")]
    [TestCase(1, "does not exist", "check none")]
    [TestCase(1, "no pictures", "check photos --style empty")]
    [TestCase(2, "must end in", "check photos --sheet x.gif")]
    [TestCase(1, "could not be written", "check photos --sheet none/x.png")]
    [TestCase(2, "no style set 'nice'", "demo -o x --style-set nice")]
    [TestCase(2, "already has files", "demo -o photos")]
    public void MistakesGetOneSentence(int code, string says, string command)
    {
        string[] before = Files();
        Result result = Run(["data", .. command.Split(' ')]);
        Assert.That(result.Code, Is.EqualTo(code), result.Error);
        Assert.That(result.Error, Does.Contain(says).And.Not.Contain("   at "));
        Assert.That(result.Error.Trim().Split('\n'), Has.Length.EqualTo(1));
        Assert.That(Files(), Is.EqualTo(before), "nothing is left");
    }

    [Test]
    public void FramesWithoutFfmpegGetASentence()
    {
        Result result = Run(["data", "frames", "text.mp4", "-o", "x"], path: _folder.Path);
        Assert.That(result.Code, Is.EqualTo(1), result.Error);
        Assert.That(result.Error, Does.Contain("apt-get install ffmpeg").And.Not.Contain("   at "));
    }

    [Test]
    public void ABrokenPictureCostsOnlyItself()
    {
        string mixed = Directory.CreateDirectory(_folder.File("mixed")).FullName;
        File.Copy(_folder.File("photos/0.png"), Path.Combine(mixed, "good.png"));
        File.WriteAllText(Path.Combine(mixed, "bad.png"), "no picture");
        Result smooth = Run(["data", "smooth", "mixed", "-o", "mixed-smooth"]);
        Assert.That((smooth.Code, Directory.GetFiles(_folder.File("mixed-smooth")).Length), Is.EqualTo((1, 1)));
        Assert.That(smooth.Error, Does.Contain("bad.png").And.Contain("1 unreadable"));
        Result check = Run(["data", "check", "mixed", "--size", "16"]);
        Assert.That(check.Code, Is.EqualTo(1));
        Assert.That(check.Output, Does.Contain("Broken in mixed").And.Contain("bad.png"));
    }

    [Test]
    public void TheDoctorNamesEveryFaultAtOnce()
    {
        File.WriteAllText(_folder.File("vgg.pth"), "no weights");
        File.WriteAllText(_folder.File("bad.json"), """{ "photoes": "x" }""");
        Result result = Run(["data", "doctor", "--photos", "none", "--style", "empty", "--vgg19", "vgg.pth", "--out", "text.mp4/run", "--settings", "bad.json", "--device", "gpu9", "--json"]);
        Assert.That(result.Code, Is.EqualTo(1), result.Error);
        using JsonDocument json = JsonDocument.Parse(result.Output);
        Dictionary<string, string> faults = json.RootElement.GetProperty("findings").EnumerateArray()
            .Where(finding => finding.GetProperty("level").GetString() == "fault")
            .ToLookup(finding => finding.GetProperty("subject").GetString()!, finding => finding.GetProperty("sentence").GetString()!)
            .ToDictionary(group => group.Key, group => group.First());
        Assert.That(faults.Keys, Is.EquivalentTo(new[] { "settings", "photos", "style", "vgg19", "disk", "device" }));
        Assert.That(faults["photos"], Does.Contain("'none' does not exist"));
        Assert.That(faults["style"], Does.Contain("no pictures"));
        Assert.That(faults["vgg19"], Does.Contain("vgg.pth"));
        Assert.That(faults["settings"], Does.Contain("photoes"));
        Assert.That(faults["device"], Does.Contain("gpu9"));
        Assert.That(json.RootElement.GetProperty("faults").GetInt32(), Is.EqualTo(6));
    }

    [Test]
    public void TheDoctorComparesSettingsWithTheCheckpoint()
    {
        Directory.CreateDirectory(_folder.File("old"));
        Safetensors.Write(
            _folder.File("old/checkpoint.safetensors"),
            [new WeightTensor("a", [1], [1])],
            new Dictionary<string, string> { ["ilcomicgan.checkpoint"] = "1", ["step"] = "12", ["settings"] = """{ "photos": "p", "style": "s", "size": 64, "batch": 3 }""" });
        string[] call = ["data", "doctor", "--photos", "photos", "--style", "style", "--perceptual", "random", "--out", "old", "--size", "64", "--batch"];
        Result other = Run([.. call, "2"]);
        Assert.That(other.Code, Is.EqualTo(1), other.Error);
        Assert.That(other.Output, Does.Contain("FAULT checkpoint").And.Contain("\"batch\": 2"));
        Result same = Run([.. call, "3"]);
        Assert.That(same.Code, Is.Zero, same.Output);
        Assert.That(same.Output, Does.Contain("stands at step 12"));
        File.WriteAllText(_folder.File("old/checkpoint.safetensors"), "damaged");
        Result damaged = Run([.. call, "3"]);
        Assert.That(damaged.Code, Is.EqualTo(1));
        Assert.That(damaged.Output, Does.Contain("FAULT checkpoint"));
    }

    private string[] Files() =>
        [.. Directory.EnumerateFileSystemEntries(_folder.Path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    private Result Run(string[] arguments, string? path = null)
    {
        ProcessStartInfo start = new(RunningProgram.Host, [RunningProgram.Path, .. arguments])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            WorkingDirectory = _folder.Path,
        };
        if (path is not null)
        {
            start.Environment["PATH"] = path;
        }

        return RunningProgram.Finish(Process.Start(start)!);
    }
}
