using System.Reflection;

namespace ILComicGAN.Cli.Tests.Architecture;

/// <summary>
/// Every public type stands in a list that is read when it changes: what is public is a promise to whoever adds the
/// package. Set ILCOMICGAN_WRITE_PUBLIC_TYPES to write the list anew.
/// </summary>
public sealed class PublicTypesTests
{
    private static readonly string[] s_assemblies =
    [
        "Engine", "Engine.Gpu", "Engine.Ptx", "Kernels", "PtxMachine", "Inspection", "Files", "Weights", "Imaging", "Networks",
        "Stylization", "Training", "Datasets",
    ];

    [Test]
    public void TheListNamesAllPublicTypes()
    {
        string file = RepositoryRoot.File("docs", "public-types.txt");
        string[] actual = [.. s_assemblies
            .SelectMany(name => Assembly.Load($"ILComicGAN.{name}").GetExportedTypes())
            .Where(type => !type.IsNested && !type.Namespace!.StartsWith("Onnx", StringComparison.Ordinal))
            .Select(type => type.FullName!)
            .Order(StringComparer.Ordinal)];
        if (Environment.GetEnvironmentVariable("ILCOMICGAN_WRITE_PUBLIC_TYPES") is { Length: > 0 })
        {
            File.WriteAllLines(file, actual);
        }

        Assert.That(actual, Is.EqualTo(File.ReadAllLines(file)));
    }
}
