using System.Globalization;
using System.Text.Json;

namespace ILComicGAN.FakeCuda.Tests;

/// <summary>Training on the driver for tests: the processor's numbers, no more waiting than there must be, and what is said when a card fails.</summary>
public sealed class TrainingTests
{
    private TemporaryFolder _folder = null!;
    private string[] _settings = [];

    [OneTimeSetUp]
    public void MakePictures()
    {
        _folder = new TemporaryFolder();
        _settings =
        [
            "--photos", TestPictures.Folder(_folder, "photos", 3, 1), "--style", TestPictures.Folder(_folder, "style", 3, 9), "--perceptual", "random",
            "--size", "32", "--batch", "1", "--start-steps", "1", "--log-every", "1", "--sheet-every", "0", "--loader-threads", "1",
        ];
    }

    [OneTimeTearDown]
    public void Delete() => _folder.Dispose();

    /// <summary>A step of the start and an adversarial one: losses, and the norms of gradients.</summary>
    [Test]
    [Category(SlowTests.Category)]
    public void StepsAreTheProcessors()
    {
        SlowTests.SkipUnlessWanted("training on the PTX machine");
        string[] cpu = Train("", 2, "--device", "cpu", "--precise").Log;
        string[] cuda = Train("mode=lazy", 2, "--device", "cuda:0", "--no-tune").Log;
        for (int step = 0; step < cpu.Length; step++)
        {
            Compare(cuda[step], cpu[step], 2e-3);
        }
    }

    /// <summary>
    /// What a step asks of the driver once all kernels are there: the difference of two runs of different length. Nothing is
    /// computed for that.
    /// </summary>
    [Test]
    [Category(SlowTests.Category)]
    public void AStepWaitsOnce()
    {
        SlowTests.SkipUnlessWanted("compiling all that two trainings need");
        DriverReport few = Train("mode=null", 4, "--device", "cuda:0", "--no-tune").Driver;
        DriverReport more = Train("mode=null", 6, "--device", "cuda:0", "--no-tune").Driver;
        double PerStep(string call) => (more[call] - few[call]) / 2.0;
        string[] calls = ["cuLaunchKernel", "waits", "waits for events", "uploads", "downloads", "cuMemAlloc_v2", "cuModuleLoadDataEx"];
        TestContext.Out.WriteLine(string.Join(", ", calls.Select(call => string.Create(CultureInfo.InvariantCulture, $"{call} {PerStep(call)}"))));
        Assert.Multiple(() =>
        {
            Assert.That(PerStep("cuModuleLoadDataEx"), Is.Zero);
            Assert.That(PerStep("cuMemAlloc_v2"), Is.Zero);
            Assert.That(PerStep("waits"), Is.EqualTo(1));
            Assert.That(PerStep("waits for events"), Is.Zero);
            Assert.That(PerStep("downloads"), Is.EqualTo(1));
            // The photos and the style pictures.
            Assert.That(PerStep("uploads"), Is.EqualTo(2));
            Assert.That(PerStep("pageable uploads"), Is.Zero);
        });
    }

    [Test]
    public void ACardThatFailsInTheMiddleNamesTheLastCheckpoint()
    {
        string run = _folder.File("failing");
        Result first = Cuda.Run(_folder, "mode=null", ["train", .. _settings, "--steps", "2", "--out", run, "--device", "cuda:0", "--no-tune"]);
        Assert.That(first.Code, Is.Zero, first.Error);
        Result second = Cuda.Run(
            _folder, "mode=null;fail=cuLaunchKernel@500=719", "train", "--out", run, "--resume", "--steps", "4", "--device", "cuda:0", "--no-tune");
        Assert.That(second.Code, Is.EqualTo(1), second.Error);
        Assert.That(second.Error, Does.Contain("CUDA_ERROR_LAUNCH_FAILED").And.Contain("The last checkpoint is").And.Contain("--resume").And.Not.Contain("   at "));
    }

    private (string[] Log, DriverReport Driver) Train(string settings, int steps, params string[] more)
    {
        string run = _folder.File(Guid.NewGuid().ToString());
        Result result = Cuda.Succeed(
            _folder, settings, ["train", .. _settings, "--steps", steps.ToString(CultureInfo.InvariantCulture), "--out", run, .. more]);
        return (File.ReadAllLines(Path.Combine(run, "log.jsonl")), result.Driver);
    }

    private static void Compare(string actual, string expected, double tolerance)
    {
        using JsonDocument left = JsonDocument.Parse(actual), right = JsonDocument.Parse(expected);
        string[] compared = ["content", "gray", "color", "adversarial", "critic", "penalty", "generatorGradientNorm", "criticGradientNorm"];
        foreach (string name in compared.Where(name => right.RootElement.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number))
        {
            double one = left.RootElement.GetProperty(name).GetDouble(), other = right.RootElement.GetProperty(name).GetDouble();
            TestContext.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {one:G9} beside {other:G9}, {Math.Abs(one - other) / Math.Abs(other):E1}"));
            Assert.That(one, Is.EqualTo(other).Within(tolerance * Math.Max(1e-2, Math.Abs(other))), name);
        }
    }
}
