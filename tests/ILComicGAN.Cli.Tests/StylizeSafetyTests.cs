using System.Diagnostics;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Imaging;

namespace ILComicGAN.Cli.Tests;

/// <summary>Photos are never lost, and whatever is wrong with one of them costs only it.</summary>
public sealed class StylizeSafetyTests
{
    private TemporaryFolder _shared = null!;
    private TemporaryFolder _folder = null!;
    private string _weights = "";

    [OneTimeSetUp]
    public void MakeWeights()
    {
        _shared = new TemporaryFolder();
        _weights = RandomWeights.Save(_shared);
    }

    [OneTimeTearDown]
    public void DeleteWeights() => _shared.Dispose();

    [SetUp]
    public void Open() => _folder = new TemporaryFolder();

    [TearDown]
    public void Delete() => _folder.Dispose();

    [Test]
    public void ResultsOfAFormerRunInAnotherFolderAreNoPhotos([Values(".png", ".jpg", ".webp")] string type)
    {
        Directory.CreateDirectory(_folder.File("photos"));
        File.WriteAllBytes(_folder.File($"photos/a{type}"), PictureFile.Encode(TestPictures.Create(30, 20, 1), type));
        Assert.That(RunningProgram.Run("stylize", _folder.File("photos"), "-o", _folder.File("photos/first"), "--weights", _weights).Code, Is.Zero);
        Result second = RunningProgram.Run("stylize", _folder.File("photos"), "-o", _folder.File("photos/second"), "--weights", _weights);
        Assert.That(second.Code, Is.Zero, second.Error);
        Assert.That(second.Error, Does.Contain("is a result of this program and is left out"));
        Assert.That(Directory.GetFiles(_folder.File("photos/second"), "*", SearchOption.AllDirectories), Has.Length.EqualTo(1));
        Result named = RunningProgram.Run("stylize", _folder.File($"photos/first/a{type}"), "-o", _folder.File("again.png"), "--weights", _weights);
        Assert.That((named.Code, File.Exists(_folder.File("again.png"))), Is.EqualTo((0, true)), named.Error);
    }

    [Test]
    public void APhotoThatFitsInNoMemoryIsRefusedByName()
    {
        string photo = Photo("a.png");
        Result result = RunningProgram.Run("stylize", photo, "-o", _folder.File("b.png"), "--weights", _weights, "--max-memory", "60MB");
        Assert.That(result.Code, Is.EqualTo(1));
        Assert.That(result.Error, Does.StartWith($"'{photo}': A photo of").And.Contain("0.06 GB may be used").And.Not.Contain("Exception"));
        Assert.That(File.Exists(_folder.File("b.png")), Is.False);
    }

    [TestCase("the same path")]
    [TestCase("a link")]
    [TestCase("a hard link")]
    [TestCase("a way around")]
    public void APhotoIsNotWrittenOver(string how)
    {
        string photo = Photo("a.png");
        byte[] before = File.ReadAllBytes(photo);
        string output = _folder.File("b.png");
        switch (how)
        {
            case "a link":
                File.CreateSymbolicLink(output, photo);
                break;
            case "a hard link":
                using (Process link = Process.Start("ln", [photo, output]))
                {
                    link.WaitForExit();
                }

                break;
            case "a way around":
                Directory.CreateDirectory(_folder.File("x"));
                output = _folder.File("x/../a.png");
                break;
            default:
                output = photo;
                break;
        }

        Result refused = Stylize(photo, "-o", output);
        Assert.That(refused.Code, Is.EqualTo(2), refused.Error);
        Assert.That(refused.Error, Does.Contain("--overwrite"));
        Assert.That(File.ReadAllBytes(photo), Is.EqualTo(before));
        Assert.That(Stylize(photo, "-o", output, "--overwrite").Code, Is.Zero);
    }

    [Test]
    public void AFolderIsNotFilledWithItsOwnResults()
    {
        Photo("in/a.png");
        Photo("in/b.tif", ".tif");
        string[] before = Names("in");
        Result refused = Stylize(_folder.File("in"), "-o", _folder.File("in"));
        Assert.That(refused.Code, Is.EqualTo(2), refused.Error);
        Assert.That(refused.Error, Does.Contain("--overwrite"));
        Assert.That(Stylize(_folder.File("in/a.png"), _folder.File("in/b.tif"), "-o", _folder.File("in")).Code, Is.EqualTo(2));
        Assert.That(Names("in"), Is.EqualTo(before));
        Assert.That(Stylize(_folder.File("in"), "-o", _folder.File("in"), "--overwrite").Code, Is.Zero);
        Assert.That(Names("in"), Is.EqualTo(new[] { "a.png", "b.png", "b.tif" }));
    }

    [Test]
    public void ResultsBelowTheFolderAreNoPhotosTheNextTime()
    {
        Photo("in/a.png");
        Photo("in/sub/b.png");
        for (int run = 0; run < 3; run++)
        {
            Result result = Stylize(_folder.File("in"), "-o", _folder.File("in/out"));
            Assert.That(result.Code, Is.Zero, result.Error);
            Assert.That(result.Output.Trim().Split('\n'), Has.Length.EqualTo(2));
        }

        Assert.That(Names("in"), Is.EqualTo(new[] { "a.png", "out/a.png", "out/sub/b.png", "sub/b.png" }));
    }

    [Test]
    public void PhotosOfOneNameAndDifferentTypesLieSideBySide()
    {
        Photo("in/a.png");
        Photo("in/a.tif", ".tif");
        Photo("in/b.tif", ".tif");
        Result result = Stylize(_folder.File("in"), "-o", _folder.File("out"));
        Assert.That(result.Code, Is.Zero, result.Error);
        Assert.That(Names("out"), Is.EqualTo(new[] { "a.png", "a.tif.png", "b.png" }));
    }

    /// <summary>Everything that can be wrong with one of many, at once.</summary>
    [Test]
    [Platform("Linux")]
    [CancelAfter(120_000)]
    public void EachFaultIsALineAndTheRestGoesOn()
    {
        Photo("in/good.png");
        Photo("in/last.png");
        string longName = new string('n', 251) + ".png";
        Photo("in/" + longName);
        Photo("in/folder.png");
        Directory.CreateDirectory(_folder.File("out/folder.png"));
        File.WriteAllBytes(_folder.File("in/film.jpg"), [0, 0, 0, 24, .. "ftypisom"u8, 0, 0, 0, 1]);
        File.WriteAllText(_folder.File("in/drawing.png"), "<svg xmlns='http://www.w3.org/2000/svg' width='9'/>");
        File.WriteAllBytes(_folder.File("in/empty.png"), []);
        File.WriteAllBytes(_folder.File("in/._good.png"), [0, 5, 0x16, 7]);
        Shell($"mkfifo '{_folder.File("in/pipe.png")}'; cp '{_folder.File("in/good.png")}' \"$(printf '{_folder.File("in")}/caf\\351.png')\"; ln -s nowhere '{_folder.File("in/broken.png")}'; ln -s . '{_folder.File("in/again")}'");
        Result result = Stylize(_folder.File("in"), "-o", _folder.File("out"));
        Assert.That(result.Code, Is.EqualTo(1));
        string[] lines = result.Error.Trim().Split('\n');
        Assert.Multiple(() =>
        {
            Assert.That(Names("out"), Is.EqualTo(new[] { "good.png", "last.png", longName }));
            Assert.That(lines, Has.Length.EqualTo(8), result.Error);
            Assert.That(lines[^1], Does.Contain("7 of 10"));
            Assert.That(result.Error, Does.Contain("data frames").And.Contain("SVG").And.Contain("an empty file").And.Contain("a pipe").And.Contain("not UTF-8")
                .And.Contain("is a folder").And.Contain("broken.png' does not exist"));
            Assert.That(result.Error, Does.Not.Contain("   at ").And.Not.Contain("Exception").And.Not.Contain("._good"));
            Assert.That(Directory.GetFiles(_folder.File("out"), "*.tmp"), Is.Empty);
        });
        // .NET cannot delete what it cannot name.
        Shell($"rm -rf '{_folder.File("in")}'");
    }

    [Test]
    [Platform("Linux")]
    public void AFullDiskIsALineForEachPhoto()
    {
        for (int i = 0; i < 3; i++)
        {
            File.WriteAllBytes(_folder.File($"{i}.png"), PictureFile.Encode(TestPictures.Create(i == 1 ? 8 : 250, i == 1 ? 8 : 250, 5), ".png"));
        }

        string disk = Directory.CreateDirectory(_folder.File("disk")).FullName;
        string mount = $"mount -t tmpfs -o size=64k tmpfs '{disk}'";
        if (RunningProgram.Finish(RunningProgram.StartShell(mount)).Code != 0)
        {
            Assert.Ignore("this machine lets no small file system be mounted (unshare -rm)");
        }

        Result result = RunningProgram.Finish(RunningProgram.StartShell(
            $"{mount}; dotnet '{RunningProgram.Path}' stylize '{_folder.File("0.png")}' '{_folder.File("1.png")}' '{_folder.File("2.png")}' -o '{disk}/out' --weights '{_weights}'; "
            + $"code=$?; ls -A '{disk}/out'; exit $code"));
        Assert.That(result.Code, Is.EqualTo(1), result.Error);
        Assert.That(result.Error.Trim().Split('\n'), Has.Length.EqualTo(3), result.Error);
        Assert.That(result.Error, Does.Contain("space").And.Contain("2 of 3"));
        Assert.That(result.Output, Does.EndWith("\n1.png\n"));
    }

    [TestCase(false)]
    [TestCase(true)]
    public void PhotosThatEndEarlyAreToldOrRefused(bool progressive)
    {
        using NetVips.Image image = NetVips.Image.NewFromBuffer(PictureFile.Encode(TestPictures.Create(64, 48, 2), ".png"));
        byte[] whole = image.JpegsaveBuffer(interlace: progressive);
        string photo = _folder.File("cut.jpg");
        File.WriteAllBytes(photo, whole[..^2]);
        Result shown = Stylize(photo, "-o", _folder.File("o.png"));
        Assert.That(shown.Code, Is.Zero, shown.Error);
        Assert.That(shown.Error, Does.Contain("cut.jpg").And.Contain("ends early"));
        Result refused = Stylize(photo, "-o", _folder.File("p.png"), "--strict");
        Assert.That(refused.Code, Is.EqualTo(1));
        Assert.That(refused.Error, Does.Contain("ends early"));
        Assert.That(File.Exists(_folder.File("p.png")), Is.False);
    }

    /// <summary>A cut-out with black, white, and noise under what is clear: what shows is the same, bit by bit.</summary>
    [Test]
    public void InvisibleColorsChangeNothing()
    {
        byte[] rgb = TestPictures.Create(48, 40, 7).Rgb.ToArray();
        byte[] alpha = [.. Enumerable.Range(0, 48 * 40).Select(i => Math.Pow((i % 48) - 24, 2) + Math.Pow((i / 48) - 20, 2) < 200 ? (byte)255 : (byte)0)];
        List<byte[]> results = [];
        foreach (Func<int, byte> below in new Func<int, byte>[] { _ => 0, _ => 255, i => (byte)(i * 2654435761 >> 13) })
        {
            byte[] colors = [.. rgb.Select((value, i) => alpha[i / 3] == 0 ? below(i) : value)];
            string photo = _folder.File($"{results.Count}.png"), output = _folder.File($"{results.Count}-out.png");
            File.WriteAllBytes(photo, PictureFile.Encode(new Picture(48, 40, colors, alpha), ".png"));
            Assert.That(Stylize(photo, "-o", output).Code, Is.Zero);
            Picture result = PictureFile.Load(output);
            results.Add([.. Enumerable.Range(0, rgb.Length).Where(i => alpha[i / 3] > 0).Select(i => result.Rgb[i])]);
        }

        Assert.That(results[1], Is.EqualTo(results[0]));
        Assert.That(results[2], Is.EqualTo(results[0]));
    }

    [Test]
    [Platform("Linux")]
    [CancelAfter(60_000)]
    public void NoCommandWritesOverWhatItReads()
    {
        string photo = Photo("in/a.png");
        string copy = _folder.File("w.safetensors");
        File.Copy(_weights, copy);
        Refused("convert", "weights", "convert", copy, copy, "--half");
        File.CreateSymbolicLink(_folder.File("w.onnx"), copy);
        Refused("export", "weights", "export-onnx", copy, _folder.File("w.onnx"));
        Refused("sheet", "data", "check", _folder.File("in"), "--sheet", photo);
        Refused("profile", "stylize", photo, "-o", _folder.File("o.png"), "--weights", _weights, "--profile", photo);
        Assert.That(new FileInfo(copy).Length, Is.EqualTo(new FileInfo(_weights).Length));

        static void Refused(string what, params string[] arguments)
        {
            Result result = RunningProgram.Run(arguments);
            Assert.That(result.Code, Is.EqualTo(2), $"{what}: {result.Error}");
            Assert.That(result.Error, Does.Contain("written over"), what);
        }
    }

    [Test]
    [Platform("Linux")]
    [CancelAfter(60_000)]
    public void PipesAndDevicesAsWeightsAreRefusedAtOnce()
    {
        string photo = Photo("a.png"), pipe = _folder.File("pipe.safetensors");
        Shell($"mkfifo '{pipe}'");
        foreach (string file in new[] { pipe, "/dev/zero", "/dev/null" })
        {
            Result result = Stylize(photo, "-o", _folder.File("o.png"), "--weights", file);
            Assert.That(result.Code, Is.EqualTo(1), result.Error);
            Assert.That(result.Error, Does.Contain("a pipe or a device"));
        }
    }

    /// <summary>One picture that takes longer than a second is no reason to wait, and what was begun is removed.</summary>
    [Test]
    [Platform("Linux")]
    [CancelAfter(120_000)]
    public void ALargePictureIsStoppedWithinASecond()
    {
        string photos = Directory.CreateDirectory(_folder.File("in")).FullName;
        File.WriteAllBytes(Path.Combine(photos, "0.png"), PictureFile.Encode(TestPictures.Create(9000, 7000, 3), ".png"));
        // However fast the machine is, the stop comes in the midst of one of them.
        Shell($"cd '{photos}'; for i in $(seq 1 20); do ln 0.png $i.png; done");
        using Process process = RunningProgram.Start("data", "smooth", photos, "-o", _folder.File("smooth"));
        Task<string> error = process.StandardError.ReadToEndAsync();
        Thread.Sleep(2500);
        Assert.That(process.HasExited, Is.False, "it has work for longer");
        long start = Stopwatch.GetTimestamp();
        using (Process kill = Process.Start("kill", ["-TERM", $"{process.Id}"]))
        {
            kill.WaitForExit();
        }

        Assert.That(process.WaitForExit(20_000), Is.True);
        Assert.That(Stopwatch.GetElapsedTime(start).TotalSeconds, Is.LessThan(3));
        Assert.That(error.Result, Does.Contain("Stopped"));
        Assert.That(Directory.GetFileSystemEntries(_folder.Path), Is.EqualTo(new[] { photos }), "nothing half-made is left");
    }

    /// <summary>Links that lead in circles, thousands of pictures: a stop is heard at once.</summary>
    [Test]
    [Platform("Linux")]
    [CancelAfter(60_000)]
    public void CheckingIsStoppedWithinASecond()
    {
        string photo = _folder.File("in/0.png");
        Directory.CreateDirectory(_folder.File("in"));
        File.WriteAllBytes(photo, PictureFile.Encode(TestPictures.Create(1500, 1200, 3), ".png"));
        Shell($"cd '{_folder.File("in")}'; for i in $(seq 1 3000); do ln 0.png $i.png; done; ln -s . one; ln -s . two");
        using Process process = RunningProgram.Start("data", "check", _folder.File("in"));
        Task<string> error = process.StandardError.ReadToEndAsync();
        Thread.Sleep(3000);
        Assert.That(process.HasExited, Is.False, "it has work for minutes");
        long start = Stopwatch.GetTimestamp();
        using (Process kill = Process.Start("kill", ["-TERM", $"{process.Id}"]))
        {
            kill.WaitForExit();
        }

        bool ended = process.WaitForExit(20_000);
        TimeSpan took = Stopwatch.GetElapsedTime(start);
        if (!ended)
        {
            process.Kill(entireProcessTree: true);
        }

        Assert.That(ended, Is.True);
        Assert.That(process.ExitCode, Is.EqualTo(1));
        Assert.That(error.Result, Does.Contain("Stopped"));
        // A second, and what a busy machine adds.
        Assert.That(took.TotalSeconds, Is.LessThan(3));
    }

    private string Photo(string name, string extension = ".png")
    {
        string file = _folder.File(name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        Picture picture = TestPictures.Create(20, 16, 4);
        if (extension == ".tif")
        {
            using NetVips.Image image = NetVips.Image.NewFromMemoryCopy(picture.Rgb.ToArray(), 20, 16, 3, NetVips.Enums.BandFormat.Uchar);
            image.Tiffsave(file);
        }
        else
        {
            File.WriteAllBytes(file, PictureFile.Encode(picture, extension));
        }

        return file;
    }

    private string[] Names(string folder) =>
        [.. Directory.GetFiles(_folder.File(folder), "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(_folder.File(folder), file)).Order(StringComparer.Ordinal)];

    private static void Shell(string script)
    {
        using Process process = Process.Start("bash", ["-c", script]);
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.Zero, script);
    }

    private Result Stylize(params string[] arguments) =>
        RunningProgram.Run(["stylize", .. arguments, .. arguments.Contains("--weights") ? Array.Empty<string>() : ["--weights", _weights]]);
}
