using System.Diagnostics;
using System.Text.Json;
using ILComicGAN.Imaging;
using ILComicGAN.Training.Runs;
using ILComicGAN.Weights;

namespace ILComicGAN.Cli.Tests;

/// <summary>The program as a user runs it: what it writes, says, and returns.</summary>
public sealed class CommandLineTests
{
    private TemporaryFolder _folder = null!;
    private string _photo = "";
    private string _weights = "";

    [OneTimeSetUp]
    public void MakeInputs()
    {
        _folder = new TemporaryFolder();
        _photo = _folder.File("photo.png");
        File.WriteAllBytes(_photo, PictureFile.Encode(TestPictures.Create(37, 51, 4), ".png"));
        _weights = RandomWeights.Save(_folder);
    }

    [OneTimeTearDown]
    public void Delete() => _folder.Dispose();

    [TestCase("comic")]
    [TestCase("ink")]
    public void TheShippedWeightsMakeAPictureOfTheSameSize(string style)
    {
        string sample = Samples().First();
        string output = _folder.File($"shipped-{style}.png");
        Result result = Run("stylize", sample, "-o", output, "--style", style);
        Assert.That(result.Code, Is.Zero, result.Error);
        Picture photo = PictureFile.Load(sample);
        Picture picture = PictureFile.Load(output);
        Assert.That((picture.Width, picture.Height), Is.EqualTo((photo.Width, photo.Height)));
        Assert.That(Correlation(photo, picture), Is.GreaterThan(0.5), "the picture shows what the photo shows");
        Assert.That(result.Output.Trim(), Is.EqualTo(output));
    }

    [Test]
    public void ComicIsTheStyleThatIsUsedWithoutAName()
    {
        string[] outputs = [_folder.File("default.png"), _folder.File("comic.png")];
        string photo = _folder.File("photo.png");
        Assert.That(Run("stylize", photo, "-o", outputs[0]).Code, Is.Zero);
        Assert.That(Run("stylize", photo, "-o", outputs[1], "--style", "comic").Code, Is.Zero);
        Assert.That(File.ReadAllBytes(outputs[0]), Is.EqualTo(File.ReadAllBytes(outputs[1])));
    }

    // Beside what was measured when the weights were made (docs/results.md), so that a change of the engine, the network or
    // the weights that spoils pictures is seen; ink has no colors to keep.
    [TestCase("comic", 0.5, 12, 0.05)]
    [TestCase("soft", 0.6, 6, 0.05)]
    [TestCase("ink", 0.3, 60, 0.05)]
    public void TheShippedWeightsKeepEdgesAndColorsAndLeaveNoGrid(string style, double edges, double color, double grid)
    {
        Result result = Run(["evaluate", .. Samples(), "--style", style, "--json"]);
        Assert.That(result.Code, Is.Zero, result.Error);
        using JsonDocument rows = JsonDocument.Parse(result.Output);
        Assert.That(rows.RootElement.GetArrayLength(), Is.EqualTo(Samples().Count()));
        Assert.Multiple(() =>
        {
            Assert.That(Mean("edgeSimilarity"), Is.GreaterThan(edges));
            Assert.That(Mean("colorDistance"), Is.LessThan(color));
            Assert.That(Mean("gridArtifacts"), Is.LessThan(grid));
        });

        double Mean(string name) => rows.RootElement.EnumerateArray().Average(row => row.GetProperty(name).GetDouble());
    }

    /// <summary>Seen larger, more edges stay; with the photo's tones, more of its colors.</summary>
    [Test]
    public void DetailKeepsEdgesAndTonesKeepColors()
    {
        string photo = Samples().First(file => file.EndsWith("friends.jpg", StringComparison.Ordinal));
        (double edges, double color) = Evaluate();
        Assert.That(Evaluate("--detail", "1.5").Edges, Is.GreaterThan(edges + 0.03));
        Assert.That(Evaluate("--tones", "0.7").Color, Is.LessThan(color / 2));

        (double Edges, double Color) Evaluate(params string[] options)
        {
            Result result = Run(["evaluate", photo, "--style", "comic", "--json", .. options]);
            Assert.That(result.Code, Is.Zero, result.Error);
            using JsonDocument rows = JsonDocument.Parse(result.Output);
            return (rows.RootElement[0].GetProperty("edgeSimilarity").GetDouble(), rows.RootElement[0].GetProperty("colorDistance").GetDouble());
        }
    }

    [Test]
    public void EvaluateGivesALineForEachPhotoAndTheMean()
    {
        Result result = Run("evaluate", _folder.File("photo.png"), _folder.File("photo.png"), "--weights", _weights);
        Assert.That(result.Code, Is.Zero, result.Error);
        string[] lines = result.Output.TrimEnd().Split('\n');
        Assert.That(lines, Has.Length.EqualTo(4));
        Assert.That(lines, Has.All.Length.LessThanOrEqualTo(80));
        Assert.That(lines[0], Does.Match("^ +edges +corr +color +shift +contrast +bright +flat +texture +grid$"));
        Assert.That(lines.Skip(1), Has.All.Match("^( +[-+]?[0-9.]+){9}  (photo.png|mean)$"));
        Assert.That(lines[3], Does.EndWith("  mean"));
    }

    [TestCase(1, 1)]
    [TestCase(3, 17)]
    [TestCase(64, 5)]
    public void AnySizeKeepsItsSizeAndOpacity(int width, int height)
    {
        string input = _folder.File($"{width}x{height}.png");
        byte[] alpha = [.. Enumerable.Range(0, width * height).Select(i => (byte)(i * 7))];
        File.WriteAllBytes(input, PictureFile.Encode(TestPictures.Create(width, height, 8).WithAlpha(alpha), ".png"));
        string output = _folder.File($"{width}x{height}-out.png");
        Result result = Run("stylize", input, "-o", output, "--weights", _weights);
        Assert.That(result.Code, Is.Zero, result.Error);
        Picture picture = PictureFile.Load(output);
        Assert.That((picture.Width, picture.Height), Is.EqualTo((width, height)));
        Assert.That(picture.Alpha.ToArray(), Is.EqualTo(alpha));
    }

    [Test]
    public void FoldersKeepTheirStructureAndOneBadFileCostsOnlyItself()
    {
        string folder = Directory.CreateDirectory(_folder.File("in/below")).Parent!.FullName;
        File.Copy(_photo, Path.Combine(folder, "a.png"));
        File.Copy(_photo, Path.Combine(folder, "below", "b.png"));
        File.WriteAllText(Path.Combine(folder, "c.jpg"), "no picture");
        Result result = Run("stylize", folder, "-o", _folder.File("out"), "--weights", _weights, "--max-side", "24");
        Assert.That(result.Code, Is.EqualTo(1));
        Assert.That(result.Error, Does.Contain("c.jpg").And.Contain("1 of 3"));
        Assert.That(PictureFile.Load(_folder.File("out/below/b.png")).Height, Is.EqualTo(24));
        Assert.That(File.Exists(_folder.File("out/a.png")));
        Assert.That(File.Exists(_folder.File("out/c.jpg")), Is.False);
    }

    [Test]
    public void ParamsAreThePapers()
    {
        Result result = Run("params", "--json");
        Assert.That(result.Code, Is.Zero);
        using JsonDocument json = JsonDocument.Parse(result.Output);
        Dictionary<string, long> totals = json.RootElement.EnumerateArray()
            .ToDictionary(network => network.GetProperty("name").GetString()!, network => network.GetProperty("parameters").GetInt64());
        Assert.That(totals["LWComicGAN"], Is.EqualTo(2_796_416));
        Assert.That(totals["AnimeGAN"], Is.EqualTo(3_956_096));
        Assert.That(totals["CartoonGAN"], Is.EqualTo(11_124_352));
        Assert.That(totals["critic"], Is.EqualTo(1_128_800));
        foreach (JsonElement network in json.RootElement.EnumerateArray())
        {
            Assert.That(
                network.GetProperty("layers").EnumerateArray().Sum(layer => layer.GetProperty("parameters").GetInt64()),
                Is.EqualTo(network.GetProperty("parameters").GetInt64()));
        }

        Assert.That(Run("params").Output, Does.Contain("2,796,416"));
    }

    [Test]
    public void WeightsAreConvertedWithTheirMetadata()
    {
        string half = _folder.File("half.safetensors");
        string full = _folder.File("full.safetensors");
        Safetensors.Write(full, [new WeightTensor("a", [3], [1, 0.1f, -2])], new Dictionary<string, string> { ["note"] = "kept" });
        Result result = Run("weights", "convert", full, half, "--half");
        Assert.That(result.Code, Is.Zero, result.Error);
        WeightFile file = WeightFile.Read(half);
        Assert.That(file.Get("a").Values, Is.EqualTo(new[] { 1, (float)(Half)0.1f, -2 }));
        Assert.That(file.Get("a").SourceType, Is.EqualTo(WeightType.Float16));
        Assert.That(file.Metadata["note"], Is.EqualTo("kept"));
        Assert.That(Run("weights", "convert", full, _folder.File("x.pth")).Code, Is.EqualTo(2));
    }

    [Test]
    public void DevicesAreListed()
    {
        Assert.That(Run("devices").Output, Does.Contain("cpu").And.Contain("simulator"));
        using JsonDocument json = JsonDocument.Parse(Run("devices", "--json").Output);
        Assert.That(json.RootElement.GetArrayLength(), Is.GreaterThanOrEqualTo(2));
    }

    /// <summary>TERM ends a shutdown, HUP a lost connection.</summary>
    [TestCase("TERM")]
    [TestCase("HUP")]
    [Platform("Linux,MacOsX")]
    public void TrainsStopsOnASignalAndGoesOn(string signal)
    {
        string photos = TestPictures.Folder(_folder, $"{signal}-photos", 3, 11);
        string style = TestPictures.Folder(_folder, $"{signal}-style", 2, 12);
        string settings = _folder.File($"{signal}.json");
        File.WriteAllText(settings, $$"""{ "photos": "{{photos}}", "style": "{{style}}", "size": 32, "batch": 1, "steps": 100000, "startSteps": 2, "featureLayer": "conv1_1", "logEvery": 1 }""");
        string run = _folder.File($"{signal}-run");
        using (Process process = RunningProgram.Start("train", "--settings", settings, "--out", run))
        {
            Task<string> error = process.StandardError.ReadToEndAsync();
            string log = Path.Combine(run, "log.jsonl");
            for (int i = 0; i < 600 && (!File.Exists(log) || File.ReadAllLines(log).Length < 4); i++)
            {
                Thread.Sleep(100);
            }

            // TERM and not INT, which a shell makes its background work ignore, the tests perhaps included.
            using Process kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]);
            bool stopped = process.WaitForExit(60_000);
            if (!stopped)
            {
                // It would train for days beside all that comes after.
                process.Kill(entireProcessTree: true);
            }

            Assert.That(stopped, Is.True);
            Assert.That(process.ExitCode, Is.Zero, error.Result);
            Assert.That(error.Result, Does.Contain("--resume"));
        }

        int step = int.Parse(WeightFile.Read(new RunFolder(run).Checkpoints.Files[0]).Metadata["step"], null);
        Result result = Run("train", "--out", run, "--resume", "--steps", $"{step + 2}");
        Assert.That(result.Code, Is.Zero, result.Error);
        Assert.That(result.Error, Does.Contain($"Going on after step {step}"));
        Assert.That(WeightFile.Read(new RunFolder(run).Checkpoints.Files[0]).Metadata["step"], Is.EqualTo($"{step + 2}"));
    }

    private static IEnumerable<TestCaseData> Mistakes()
    {
        yield return Case("style and weights", 2, "exclude each other", "stylize", "{photo}", "-o", "{folder}/o.png", "--style", "ink", "--weights", "{photo}");
        yield return Case("unknown style", 2, "oil", "stylize", "{photo}", "-o", "{folder}/o.png", "--style", "oil");
        yield return Case("nothing to evaluate", 1, "does not exist", "evaluate", "{folder}/none.png");
        yield return Case("no weights to begin with", 1, "does not exist", "train", "--photos", "{folder}", "--style", "{folder}", "--out", "{folder}/r", "--perceptual", "random", "--initial", "{folder}/none.safetensors");
        yield return Case("no such photo", 1, "does not exist", "stylize", "{folder}/none.png", "-o", "{folder}/o.png");
        yield return Case("a text as photo", 1, "cannot", "stylize", "{folder}/text.jpg", "-o", "{folder}/o.png");
        yield return Case("no output type", 2, "must end in", "stylize", "{photo}", "-o", "{folder}/o.xyz");
        yield return Case("size 0", 2, "--max-side 0", "stylize", "{photo}", "-o", "{folder}/o.png", "--max-side", "0");
        yield return Case("unknown device", 2, "no device 'gpu9'", "stylize", "{photo}", "-o", "{folder}/o.png", "--device", "gpu9");
        yield return Case("missing weights", 1, "does not exist", "stylize", "{photo}", "-o", "{folder}/o.png", "--weights", "{folder}/none.pth");
        yield return Case("another network's weights", 1, "do not fit LWComicGAN", "stylize", "{photo}", "-o", "{folder}/o.png", "--weights", "{folder}/other.safetensors");
        yield return Case("an empty folder", 1, "no pictures", "stylize", "{folder}/empty", "-o", "{folder}/o");
        yield return Case("several into a file", 2, "need a folder", "stylize", "{photo}", "{photo}", "-o", "{folder}/o.png");
        yield return Case("two of one name", 2, "would both become", "stylize", "{photo}", "{photo}", "-o", "{folder}/o");
        yield return Case("nothing at all", 2, "required", "stylize");
        yield return Case("unknown option", 2, "--nonsense", "params", "--nonsense");
        yield return Case("no VGG", 2, "--vgg19", "train", "--photos", "{folder}", "--style", "{folder}", "--out", "{folder}/r");
        yield return Case("missing VGG file", 1, "none.pth", "train", "--photos", "{folder}", "--style", "{folder}", "--out", "{folder}/r", "--vgg19", "{folder}/none.pth");
        yield return Case("size that is no multiple", 2, "size = '33'", "train", "--photos", "{folder}", "--style", "{folder}", "--out", "{folder}/r", "--perceptual", "random", "--size", "33");
        yield return Case("size 0 in training", 2, "size = '0'", "train", "--photos", "{folder}", "--style", "{folder}", "--out", "{folder}/r", "--perceptual", "random", "--size", "0");
        yield return Case("empty photo folder", 1, "no pictures", "train", "--photos", "{folder}/empty", "--style", "{folder}", "--out", "{folder}/r", "--perceptual", "random");
        yield return Case("missing style folder", 1, "does not exist", "train", "--photos", "{folder}", "--style", "{folder}/none", "--out", "{folder}/r", "--perceptual", "random");
        yield return Case("nothing to resume", 2, "no checkpoint", "train", "--photos", "{folder}", "--style", "{folder}", "--out", "{folder}/r", "--perceptual", "random", "--resume");
        yield return Case("unknown setting", 2, "did you mean 'photos'?", "train", "--settings", "{folder}/bad.json", "--out", "{folder}/r");
        yield return Case("settings that are a pipe", 2, "a pipe or a device", "train", "--settings", "/dev/zero", "--out", "{folder}/r");
        yield return Case("a comma in a number", 2, "a number from 0 to 1000000", "train", "--photos", "{folder}", "--style", "{folder}", "--out", "{folder}/r", "--gray-fakes", "0,25");
        yield return Case("thousands in a number", 2, "a whole number from 1 to 1024", "train", "--photos", "{folder}", "--style", "{folder}", "--out", "{folder}/r", "--batch", "1,000");
        yield return Case("an absurd batch", 2, "a whole number from 1 to 1024", "train", "--photos", "{folder}", "--style", "{folder}", "--out", "{folder}/r", "--batch", "100000000");
        yield return Case("misspelled option", 2, "did you mean '--batch'?", "train", "--bacth", "3");
        yield return Case("misspelled command", 2, "did you mean 'stylize'?", "stilyze", "{photo}");
        yield return Case("misspelled choice", 2, "did you mean 'cosine'?", "train", "--out", "{folder}/r", "--schedule", "cosin");

        static TestCaseData Case(string name, int code, string says, params string[] arguments) =>
            new TestCaseData(code, says, arguments).SetName($"Mistake: {name}");
    }

    [TestCaseSource(nameof(Mistakes))]
    public void MistakesGetOneSentence(int code, string says, string[] arguments)
    {
        using TemporaryFolder work = new();
        File.WriteAllText(work.File("text.jpg"), "this is text");
        File.WriteAllText(work.File("bad.json"), """{ "photoes": "x" }""");
        File.Copy(_photo, work.File("some.png"));
        Directory.CreateDirectory(work.File("empty"));
        Safetensors.Write(work.File("other.safetensors"), [new WeightTensor("layer.weight", [2], [1, 2])]);
        string[] before = Files(work);
        Result result = Run([.. arguments.Select(argument =>
            argument.Replace("{folder}", work.Path, StringComparison.Ordinal).Replace("{photo}", _photo, StringComparison.Ordinal))]);
        Assert.That(result.Code, Is.EqualTo(code), result.Error);
        Assert.That(result.Error, Does.Contain(says));
        Assert.That(result.Error, Does.Not.Contain("   at ").And.Not.Contain("Exception"));
        Assert.That(result.Error.Trim().Split('\n'), Has.Length.LessThanOrEqualTo(2));
        Assert.That(Files(work), Is.EqualTo(before), "nothing half-written is left");
    }

    /// <summary>On a file system of 64 KiB, in a mount namespace of its own.</summary>
    [Test]
    [Platform("Linux")]
    public void AFullDiskLeavesTheFormerFile()
    {
        string disk = Directory.CreateDirectory(_folder.File("disk")).FullName;
        string input = _folder.File("large.png");
        File.WriteAllBytes(input, PictureFile.Encode(TestPictures.Create(250, 250, 5), ".png"));
        string mount = $"mount -t tmpfs -o size=64k tmpfs '{disk}'";
        if (RunningProgram.Finish(RunningProgram.StartShell(mount)).Code != 0)
        {
            Assert.Ignore("this machine lets no small file system be mounted (unshare -rm)");
        }

        Result result = RunningProgram.Finish(RunningProgram.StartShell(
            $"{mount}; echo former > '{disk}/o.png'; dotnet '{RunningProgram.Path}' stylize '{input}' -o '{disk}/o.png' --weights '{_weights}'; "
            + $"code=$?; cat '{disk}/o.png'; ls -A '{disk}'; exit $code"));
        Assert.That(result.Code, Is.EqualTo(1), result.Error);
        Assert.That(result.Error, Does.Contain("could not be written").And.Contain("space").And.Not.Contain("   at "));
        Assert.That(result.Output, Is.EqualTo("former\no.png\n"));
    }

    private static string[] Files(TemporaryFolder folder) =>
        [.. Directory.EnumerateFileSystemEntries(folder.Path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    private static IEnumerable<string> Samples() =>
        Directory.GetFiles(RepositoryRoot.File("samples"), "*.jpg").Order(StringComparer.Ordinal);

    private static double Correlation(Picture a, Picture b)
    {
        double[] x = Luma(a);
        double[] y = Luma(b);
        (double mx, double my) = (x.Average(), y.Average());
        double product = x.Zip(y, (p, q) => (p - mx) * (q - my)).Sum();
        return product / Math.Sqrt(x.Sum(p => (p - mx) * (p - mx)) * y.Sum(q => (q - my) * (q - my)));

        static double[] Luma(Picture picture)
        {
            byte[] rgb = picture.Rgb.ToArray();
            return [.. Enumerable.Range(0, rgb.Length / 3).Select(i => (0.3 * rgb[3 * i]) + (0.59 * rgb[(3 * i) + 1]) + (0.11 * rgb[(3 * i) + 2]))];
        }
    }

    private static Result Run(params string[] arguments) => RunningProgram.Run(arguments);

    [Test]
    public void AProfileHasEveryOperationWithItsLayerAndTheMemory()
    {
        string trace = _folder.File("trace.json");
        Result result = Run("stylize", _photo, "-o", _folder.File("profiled.png"), "--weights", _weights, "--profile", trace);
        Assert.That(result.Code, Is.Zero, result.Error);
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(trace));
        JsonElement[] events = [.. document.RootElement.GetProperty("traceEvents").EnumerateArray()];
        JsonElement[] convolutions = [.. events.Where(e => e.GetProperty("name").GetString() == "Conv2d")];
        Assert.That(convolutions, Has.Length.EqualTo(23));
        foreach (JsonElement convolution in convolutions)
        {
            JsonElement arguments = convolution.GetProperty("args");
            Assert.That(convolution.GetProperty("dur").GetDouble(), Is.Positive);
            Assert.That(arguments.GetProperty("layer").GetString(), Does.StartWith("LWComicGAN."));
            Assert.That(arguments.GetProperty("phase").GetString(), Is.EqualTo("forward"));
            Assert.That(arguments.GetProperty("flops").GetDouble(), Is.Positive);
            Assert.That(arguments.GetProperty("bytes").GetDouble(), Is.Positive);
        }

        Assert.That(events.Count(e => e.GetProperty("ph").GetString() == "C"), Is.GreaterThan(10), "memory over time");
        Result refused = Run("stylize", _photo, "-o", _folder.File("profiled.png"), "--profile", _folder.File("no/such/folder/trace.json"));
        Assert.That(refused.Code, Is.EqualTo(2));
        Assert.That(refused.Error, Does.Contain("--profile"));
    }
}
