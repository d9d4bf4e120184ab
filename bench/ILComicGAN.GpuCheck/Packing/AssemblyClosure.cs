using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace ILComicGAN.GpuCheck.Packing;

/// <summary>
/// The assemblies that a program needs: all that are referred to from it, whole. Nothing within them is taken away, so that
/// reflection finds what it looks for.
/// </summary>
internal static class AssemblyClosure
{
    /// <summary>What .NET itself loads by name: what every program begins with, and what makes a stack trace readable.</summary>
    private static readonly string[] s_always = ["System.Private.CoreLib", "System.Runtime", "System.Diagnostics.StackTrace"];

    /// <summary>
    /// What large parts refer to for work that the kit does not do: charts and pictures in files, the network, cryptography,
    /// packing. They would be loaded at the first use alone; the test of the kit runs every part without them.
    /// </summary>
    private static readonly string[] s_never =
    [
        "ScottPlot", "SkiaSharp", "SkiaSharp.HarfBuzz", "HarfBuzzSharp", "NetVips", "System.Net.Http", "System.Security.Cryptography",
        "System.Linq.Expressions", "System.Linq.Parallel", "System.Formats.Tar", "System.Private.Xml.Linq", "System.IO.Compression",
        "System.Net.Security", "System.Formats.Asn1",
    ];

    /// <summary>The files, from whichever folder has them first.</summary>
    public static IReadOnlyList<string> Of(IEnumerable<string> roots, params string[] folders)
    {
        Dictionary<string, string> found = [];
        Queue<string> open = new([.. roots, .. s_always]);
        while (open.TryDequeue(out string? name))
        {
            string? file = folders.Select(folder => Path.Combine(folder, name + ".dll")).FirstOrDefault(File.Exists);
            // What is referred to and nowhere is not used: packages refer to what other systems have.
            if (file is not null && !s_never.Contains(name) && found.TryAdd(name, file))
            {
                foreach (string reference in References(file))
                {
                    open.Enqueue(reference);
                }
            }
        }

        return [.. found.Values.Order(StringComparer.Ordinal)];
    }

    private static string[] References(string file)
    {
        using PEReader reader = new(File.OpenRead(file));
        MetadataReader metadata = reader.GetMetadataReader();
        return [.. metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))];
    }
}
