using System.Text.Json;

namespace ILComicGAN.Cli.Tests;

/// <summary>The tools for people who profile.</summary>
public sealed class KernelsCommandTests
{
    [Test]
    public void ListNamesWhatCanBeCompiledAndRun()
    {
        Result result = RunningProgram.Run("kernels", "list", "--json");
        using JsonDocument document = JsonDocument.Parse(result.Output);
        Assert.That(Names("kernels"), Does.Contain("conv/tiled.128x128.16x8/blocks").And.Contain("unary/exp").And.Contain("winograd-input"));
        Assert.That(Names("runs"), Does.Contain("matmul/naive").And.Contain("conv-forward/winograd.4x4"));

        List<string> Names(string list) =>
            [.. document.RootElement.GetProperty(list).EnumerateArray().Select(entry => entry.GetProperty("name").GetString()!)];
    }

    [Test]
    public void CountSaysWhatAKernelDoesWithoutACard()
    {
        using TemporaryFolder folder = new();
        string page = folder.File("counts.html");
        Result result = RunningProgram.Run("kernels", "count", "matmul/shared.16x16", "--shape", "32x32x32", "--json", "--html", page);
        Assert.That(result.Code, Is.Zero, result.Error);
        using JsonDocument document = JsonDocument.Parse(result.Output);
        JsonElement launch = document.RootElement[0];
        Assert.Multiple(() =>
        {
            Assert.That(launch.GetProperty("groups").GetInt32(), Is.EqualTo(4));
            Assert.That(launch.GetProperty("flops").GetInt64(), Is.EqualTo(2 * 32 * 32 * 32));
            // Each of the four tiles of C reads two tiles of A and two of B, 128 sectors each, and writes 128.
            Assert.That(launch.GetProperty("globalSectors").GetInt64(), Is.EqualTo(4 * (4 + 1) * 16 * 16 * 4 / 32));
            Assert.That(launch.GetProperty("distinctSectors").GetInt64(), Is.EqualTo(3 * 32 * 32 * 4 / 32));
            Assert.That(launch.GetProperty("model").GetArrayLength(), Is.EqualTo(4));
            Assert.That(File.ReadAllText(page), Does.Contain("ld.shared.f32").And.Contain("RTX 3090"));
        });
    }

    [Test]
    public void CompileReportsEachKernelOnEachArchitecture()
    {
        Result result = RunningProgram.Run("kernels", "compile", "conv/tiled.64x64.8x4/blocks", "--arch", "all", "--json");
        Assert.That(result.Code, Is.Zero, result.Error);
        using JsonDocument document = JsonDocument.Parse(result.Output);
        Assert.That(document.RootElement.GetArrayLength(), Is.EqualTo(2 * 4), "with LeakyReLU and tanh, on four architectures");
        foreach (JsonElement report in document.RootElement.EnumerateArray())
        {
            Assert.That(report.GetProperty("error").ValueKind, Is.EqualTo(JsonValueKind.Null));
            if (report.GetProperty("assembled").GetBoolean())
            {
                Assert.That(report.GetProperty("registers").GetInt32(), Is.InRange(64, 255));
                Assert.That(report.GetProperty("spillBytes").GetInt32(), Is.Zero);
                Assert.That(report.GetProperty("sharedBytes").GetInt32(), Is.EqualTo(2 * 16 * 68 * 4));
                Assert.That(report.GetProperty("hotLoopFma").GetInt32(), Is.EqualTo(512));
                Assert.That(report.GetProperty("hotLoopInstructions").GetInt32(), Is.GreaterThan(512));
            }
        }
    }

    [Test]
    public void ShowPrintsPtx()
    {
        Result result = RunningProgram.Run("kernels", "show", "binary/add", "--arch", "sm_75");
        Assert.That(result.Output, Does.Contain(".target sm_75").And.Contain("add").And.Contain(".entry"));
    }

    [TestCase("matmul/tiled.128x128.8x8", "33x17x20")]
    [TestCase("conv-forward/direct", "2x3x9x7x5x3x2x1")]
    [TestCase("conv-weight-gradient/direct", "1x4x9x7x4x3x1x1x4")]
    [TestCase("sum", "3x1000")]
    [TestCase("resize/bilinear", "1x2x5x7")]
    public void RunChecksAndTimes(string name, string shape)
    {
        Result result = RunningProgram.Run("kernels", "run", name, "--shape", shape, "--device", "cpu", "--repeats", "3", "--json");
        Assert.That(result.Code, Is.Zero, result.Error);
        using JsonDocument document = JsonDocument.Parse(result.Output);
        Assert.That(document.RootElement.GetProperty("right").GetBoolean(), Is.True);
        Assert.That(document.RootElement.GetProperty("medianSeconds").GetDouble(), Is.Positive);
    }

    [TestCase("no kernel 'nothing'", "run", "nothing")]
    [TestCase("shape for matmul", "run", "matmul/naive", "--shape", "3x4")]
    [TestCase("shape for matmul", "run", "matmul/naive", "--shape", "axbxc")]
    [TestCase("--repeats 0", "run", "sum", "--repeats", "0")]
    [TestCase("'sm_12' is not an architecture", "compile", "--arch", "sm_12")]
    [TestCase("no kernel 'nothing'", "compile", "nothing")]
    [TestCase("no card 'RTX 1'", "compile", "sum", "--card", "RTX 1")]
    [TestCase("name one", "show", "matmul")]
    public void MistakesAreExplained(string message, params string[] arguments)
    {
        Result result = RunningProgram.Run(["kernels", .. arguments]);
        Assert.That(result.Code, Is.EqualTo(2));
        Assert.That(result.Error, Does.Contain(message).IgnoreCase);
        Assert.That(result.Error, Does.Not.Contain("   at "));
    }
}
