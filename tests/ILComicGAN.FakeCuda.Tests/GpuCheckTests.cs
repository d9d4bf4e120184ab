using System.Diagnostics;
using System.Text.Json;

namespace ILComicGAN.FakeCuda.Tests;

/// <summary>The kit for real cards (docs/gpu-check.md): made, unpacked and run with nothing but what it carries.</summary>
[Category(SlowTests.Category)]
public sealed class GpuCheckTests
{
    private const long LargestArchive = 60_000_000;

    private TemporaryFolder _folder = null!;

    /// <summary>All parts, as on a card.</summary>
    private Lazy<(Result Result, JsonElement Report)> _whole = null!;

    [OneTimeSetUp]
    public void MakeAndUnpack()
    {
        SlowTests.SkipUnlessWanted("all that a card gets");
        _folder = new TemporaryFolder();
        _whole = new(() => Run("mode=lazy", "--small", "--torch-device", "cpu", "--python", "/usr/bin/python3"));
        // …/bin/Release/net10.0/: the kit's program is built alike.
        string[] configuration = AppContext.BaseDirectory.TrimEnd('/').Split('/')[^2..];
        string program = RepositoryRoot.File("bench", "ILComicGAN.GpuCheck", "bin", configuration[0], configuration[1], "ILComicGAN.GpuCheck.dll");
        Finish("dotnet", program, "pack", RepositoryRoot.Path, _folder.Path);
        Finish("tar", "-xzf", _folder.File("ilcomicgan-gpu-check.tar.gz"), "-C", Directory.CreateDirectory(_folder.File("unpacked")).FullName);
    }

    [OneTimeTearDown]
    public void Delete() => _folder?.Dispose();

    [Test]
    public void EverythingThatACardGetsRunsAndIsRight()
    {
        (Result result, JsonElement report) = _whole.Value;
        Assert.Multiple(() =>
        {
            Assert.That(result.Code, Is.Zero, result.Output + result.Error);
            Assert.That(result.Driver.Findings, Is.Empty);
            Assert.That(report.GetProperty("complete").GetBoolean());
            Assert.That(Parts(report).Values, Has.Exactly(9).EqualTo("Done"), "all parts");
            Assert.That(Entries(report, "comparison"), Has.Count.GreaterThan(90));
            Assert.That(Entries(report, "timing"), Is.Not.Empty);
            Assert.That(new FileInfo(_folder.File("ilcomicgan-gpu-check.tar.gz")).Length, Is.LessThan(LargestArchive));
        });
    }

    [Test]
    public void ResultsOfACardThatComputesNothingAreWrong()
    {
        (Result result, JsonElement report) = Run("mode=null", "--small", "--part", "goldens", "kernels");
        Assert.That(result.Code, Is.EqualTo(1), result.Error);
        Assert.That(result.Output, Does.Contain("WRONG matmul/tiled.64x64.8x4").And.Contain("WRONG GoldenTests"));
        Assert.That(report.GetProperty("right").GetBoolean(), Is.False);
    }

    /// <summary>The third kernel's compilation fails: the memory's tests have one kernel, the kernels' part three.</summary>
    [Test]
    public void OnePartThatFailsLeavesTheOthersRight()
    {
        (Result result, JsonElement report) = Run("mode=lazy;fail=cuModuleLoadDataEx@3=218", "--small", "--part", "contract", "kernels");
        Assert.That(result.Code, Is.EqualTo(1), result.Error);
        Dictionary<string, bool> right = report.GetProperty("parts").EnumerateArray().ToDictionary(
            part => part.GetProperty("name").GetString()!, part => part.GetProperty("isRight").GetBoolean());
        Assert.That(right, Is.EqualTo(new Dictionary<string, bool> { ["card"] = true, ["contract"] = true, ["kernels"] = false }));
    }

    [Test]
    public void WithoutACardItSaysSoAndStillReports()
    {
        (Result result, JsonElement report) = Run("fail=cuInit@1=803");
        Assert.That(result.Code, Is.EqualTo(1), result.Error);
        Assert.That(result.Output, Does.Contain("restart the machine").And.Not.Contain("   at "));
        Assert.That(Parts(report).Values.Skip(1), Is.All.EqualTo("LeftOut"));
    }

    [TestCase("--minutes", "0")]
    [TestCase("--part", "nonsense")]
    [TestCase("--nonsense")]
    public void WhatItDoesNotUnderstandIsUsage(params string[] arguments) =>
        Assert.That(Cuda.Start(_folder, "", Kit("run"), arguments).Code, Is.EqualTo(2));

    /// <summary>The script that asks PyTorch, as far as it goes without a card.</summary>
    [Test]
    public void TheSameWorkRunsInPyTorch()
    {
        PyTorchOracle.SkipWhereAbsent();
        (_, JsonElement report) = _whole.Value;
        string[] timed = [.. report.GetProperty("parts").EnumerateArray().Single(part => part.GetProperty("name").GetString() == "pytorch")
            .GetProperty("entries").EnumerateArray().Where(entry => entry.GetProperty("kind").GetString() == "timing").Select(entry => entry.GetProperty("name").GetString()!).Distinct()];
        Assert.That(timed, Has.Length.EqualTo(5).And.Contain("generator, 24×16").And.Contain("train, 24×16"));
    }

    private (Result Result, JsonElement Report) Run(string settings, params string[] arguments)
    {
        string report = _folder.File(Guid.NewGuid().ToString());
        Result result = Cuda.Start(_folder, settings, Kit("run"), [.. arguments, "--out", report]);
        Assert.That(File.ReadAllText(Path.Combine(report, "report.md")), Does.StartWith($"# ILComicGAN on cuda:0: {(result.Code == 0 ? "right" : "WRONG")}"));
        return (result, JsonDocument.Parse(File.ReadAllText(Path.Combine(report, "report.json"))).RootElement);
    }

    private string Kit(string file) => Path.Combine(_folder.File("unpacked"), "ilcomicgan-gpu-check", file);

    private static Dictionary<string, string> Parts(JsonElement report) => report.GetProperty("parts").EnumerateArray().ToDictionary(
        part => part.GetProperty("name").GetString()!, part => part.GetProperty("outcome").GetString()!);

    private static List<JsonElement> Entries(JsonElement report, string kind) => [.. report.GetProperty("parts").EnumerateArray()
        .SelectMany(part => part.GetProperty("entries").EnumerateArray()).Where(entry => entry.GetProperty("kind").GetString() == kind)];

    private static void Finish(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.Zero, error);
    }
}
