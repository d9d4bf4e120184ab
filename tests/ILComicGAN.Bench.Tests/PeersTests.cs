using System.Diagnostics;
using System.Text.Json;
using ILComicGAN.Bench.Machine;
using ILComicGAN.Bench.Peers;
using ILComicGAN.Bench.Scaling;

namespace ILComicGAN.Bench.Tests;

/// <summary>That the comparison runs, compares the same work and reports all of it. Nothing here is about speed.</summary>
public sealed class PeersTests
{
    private static readonly MachinePeak s_machine = new(1e9, 1e9);

    private static IEnumerable<TestCaseData> Generators()
    {
        yield return Case(Operation.Generator, "PerLayer", [1, 24, 17]);
        yield return Case(Operation.Generator, "Blend", [2, 16, 20]);
    }

    /// <summary>Each operation in small; that results agree is checked by the comparison itself.</summary>
    private static IEnumerable<TestCaseData> Cases()
    {
        // The other rules are those of the normalizations.
        yield return Case(Operation.Generator, "PerLayer", [1, 24, 17]);
        yield return Case(Operation.Vgg, "", [1, 32, 32]);
        yield return Case(Operation.Train, "", [1, 32, 32]);
        yield return Case(Operation.Convolution, "forward", [2, 3, 9, 13, 5, 3, 2, 1]);
        yield return Case(Operation.Convolution, "input", [1, 4, 9, 13, 6, 7, 1, 2]);
        yield return Case(Operation.Convolution, "weight", [1, 4, 9, 13, 4, 3, 1, 4]);
        yield return Case(Operation.Normalization, "PerLayer", [1, 5, 7, 11]);
        yield return Case(Operation.Normalization, "Blend", [2, 5, 7, 11]);
        yield return Case(Operation.Normalization, "Instance", [1, 5, 7, 11]);
        yield return Case(Operation.Resize, "nearest", [1, 3, 7, 5]);
        yield return Case(Operation.Resize, "bilinear", [1, 3, 7, 5]);
    }

    [TestCaseSource(nameof(Cases))]
    public void PyTorchComputesTheSame(object item)
    {
        PyTorchOracle.SkipWhereAbsent();
        Check((PeerCase)item, PeerCases.PyTorch);
    }

    [TestCaseSource(nameof(Generators))]
    public void OnnxRuntimeComputesTheSame(object item) => Check((PeerCase)item, PeerCases.OnnxRuntime);

    [Test]
    public void TheCommandPrintsOneArrayOfWhatTheIssueNames()
    {
        PyTorchOracle.SkipWhereAbsent();
        (int code, string output, string error) = Run("peers", "--json", "--case", "resize-nearest", "--rounds", "1");
        Assert.That(code, Is.Zero, error);
        using JsonDocument json = JsonDocument.Parse(output);
        JsonElement only = json.RootElement.EnumerateArray().Single();
        Assert.That(
            only.EnumerateObject().Select(property => property.Name).Take(7),
            Is.EqualTo(new[] { "case", "peer", "oursSeconds", "peerSeconds", "ratio", "oursPeakMiB", "peerPeakMiB" }));
        Assert.That(only.GetProperty("case").GetString(), Is.EqualTo("resize-nearest"));
        Assert.That(only.GetProperty("peakGflops").GetDouble(), Is.Positive);
    }

    [Test]
    public void AnUnknownCaseIsSaid()
    {
        (int code, string output, string error) = Run("peers", "--case", "conv9x9");
        Assert.That(code, Is.EqualTo(1));
        Assert.That(output, Is.Empty);
        Assert.That(error, Does.StartWith("There is no case 'conv9x9'; there are generator-256,").And.Not.Contain("   at "));
    }

    [Test]
    public void CaseNamesAreUnique() => Assert.That(PeerCases.All.Select(item => item.Name), Is.Unique);

    [TestCase(1.0, 1.5, null, false)]
    [TestCase(1.5, 1.5, null, true)]
    [TestCase(1.6, null, 1.5, false)]
    [TestCase(1.5, null, 1.5, true)]
    public void BoundsAreKeptOrNot(double value, double? least, double? most, bool met) =>
        Assert.That(new ScalingResult("case", "what", value, "s", least, most).Met, Is.EqualTo(met));

    private static TestCaseData Case(Operation operation, string form, int[] sizes) =>
        new TestCaseData(new PeerCase("tiny", operation, form, sizes, new Dictionary<string, double>()))
            .SetArgDisplayNames($"{operation} {form} {string.Join('×', sizes)}");

    private static void Check(PeerCase item, string peer)
    {
        PeerResult result = SideBySide.Run(item, [peer], threads: 2, rounds: 1, s_machine).Single();
        Assert.That(result.Peer, Is.EqualTo(peer));
        Assert.That(result.OursSeconds, Is.Positive);
        Assert.That(result.PeerSeconds, Is.Positive);
        Assert.That(result.Ratio, Is.EqualTo(result.PeerSeconds / result.OursSeconds).Within(1e-9));
        Assert.That(result.OursPeakMiB, Is.Positive);
        Assert.That(result.PeerPeakMiB, Is.Positive);
    }

    private static (int Code, string Output, string Error) Run(params string[] arguments)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "ILComicGAN.Bench.dll");
        using Process process = Process.Start(new ProcessStartInfo("dotnet", [program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }
}
