using System.Reflection;

namespace ILComicGAN.Cli.Tests.Architecture;

/// <summary>The arrows in the README: what each assembly may know of the project's others, and of packages.</summary>
public sealed class ArrowsTests
{
    private static readonly Dictionary<string, string[]> s_allowed = new()
    {
        ["Engine"] = [],
        ["Kernels"] = ["Engine", "ILGPU"],
        ["PtxMachine"] = ["ILGPU"],
        ["Engine.Gpu"] = ["Engine", "Kernels", "ILGPU"],
        ["Engine.Ptx"] = ["Engine", "Engine.Gpu", "Kernels", "PtxMachine", "ILGPU"],
        ["Inspection"] = ["Kernels", "Files", "ILGPU"],
        ["Files"] = [],
        ["Weights"] = ["Files", "Google.Protobuf", "PureHDF"],
        ["Imaging"] = ["Files", "NetVips"],
        ["Networks"] = ["Engine", "Weights", "Files"],
        ["Stylization"] = ["Engine", "Networks", "Weights", "Imaging", "Files"],
        ["Training"] = ["Engine", "Networks", "Weights", "Imaging", "Files", "Stylization", "ScottPlot", "SkiaSharp", "Google.Protobuf"],
        ["Datasets"] = ["Imaging", "Files", "FFMpegCore", "Instances"],
    };

    private static IEnumerable<string> Assemblies => s_allowed.Keys;

    [TestCaseSource(nameof(Assemblies))]
    public void AnAssemblyKnowsWhatTheArrowsAllow(string name)
    {
        string[] known = [.. Assembly.Load($"ILComicGAN.{name}").GetReferencedAssemblies()
            .Select(reference => reference.Name!.Replace("ILComicGAN.", "", StringComparison.Ordinal))
            .Where(reference => !reference.StartsWith("System", StringComparison.Ordinal)
                && !reference.StartsWith("Microsoft.", StringComparison.Ordinal)
                && reference != "netstandard")];
        Assert.That(known, Is.SubsetOf(s_allowed[name]));
    }

    /// <summary>No kernel knows a tensor, a device or its memory: only definitions that both sides share.</summary>
    [Test]
    public void KernelsUseDefinitionsOnly()
    {
        string[] allowed = ["ILComicGAN.Engine.Elementwise", "ILComicGAN.Engine.Contract"];
        foreach (string file in Directory.EnumerateFiles(RepositoryRoot.File("kernels"), "*.cs", SearchOption.AllDirectories))
        {
            string[] used = [.. File.ReadLines(file)
                .Where(line => line.StartsWith("using ILComicGAN.Engine", StringComparison.Ordinal))
                .Select(line => line[6..].TrimEnd(';'))];
            Assert.That(used, Is.SubsetOf(allowed), file);
        }
    }
}
