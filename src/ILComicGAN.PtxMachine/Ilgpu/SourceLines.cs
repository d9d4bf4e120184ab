using System.Reflection;
using System.Reflection.Metadata;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using ILGPU;

namespace ILComicGAN.PtxMachine.Ilgpu;

/// <summary>Source lines in ILGPU's PTX.</summary>
public static class SourceLines
{
    /// <summary>
    /// Lets ILGPU write the C# line of each instruction into the PTX, with which findings and counts name it. The code is the
    /// same with and without. Where there is no .pdb file there are no lines.
    /// </summary>
    /// <remarks>
    /// <see cref="Context.Builder.DebugSymbols"/> is meant for this, but in ILGPU 1.5.3 it checks its argument and does not
    /// keep it. Of the modes only <see cref="DebugSymbolsMode.KernelSourceAnnotations"/> writes lines, and it reads the source
    /// files, too: one that has become shorter since ends the compilation (see <see cref="AreAsCompiled"/>).
    /// </remarks>
    public static Context.Builder WithSourceLines(this Context.Builder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        SetDebugSymbolsMode(builder, DebugSymbolsMode.KernelSourceAnnotations);
        return builder;
    }

    /// <summary>Whether no source file of an assembly, as its .pdb file names them, has been changed since it was compiled.</summary>
    public static bool AreAsCompiled(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        string symbols = Path.ChangeExtension(assembly.Location, ".pdb");
        return !File.Exists(symbols) || AreAsIn(symbols);
    }

    /// <summary>Whether all source files that a portable .pdb file names are as it says, or not there.</summary>
    internal static bool AreAsIn(string symbols)
    {
        using FileStream stream = File.OpenRead(symbols);
        using MetadataReaderProvider provider = MetadataReaderProvider.FromPortablePdbStream(stream);
        MetadataReader reader = provider.GetMetadataReader();
        // Only files with methods in them: what the build writes itself has none and may be newer.
        IEnumerable<DocumentHandle> withMethods = reader.MethodDebugInformation
            .Select(method => reader.GetMethodDebugInformation(method).Document).Where(handle => !handle.IsNil).Distinct();
        return withMethods.Select(reader.GetDocument).All(document =>
        {
            string file = reader.GetString(document.Name);
            byte[] hash = reader.GetBlobBytes(document.Hash);
            // What is not SHA-256 is SHA-1, which compilers of today do not write any more.
            return !File.Exists(file) || hash.Length != SHA256.HashSizeInBytes || SHA256.HashData(File.ReadAllBytes(file)).AsSpan().SequenceEqual(hash);
        });
    }

    /// <summary>The PTX without its lines, which NVIDIA's assembler optimizes as usual: with them it compiles for a debugger.</summary>
    public static string Remove(string ptx)
    {
        ArgumentNullException.ThrowIfNull(ptx);
        return string.Join('\n', ptx.Split('\n').Where(line => !IsDebugging(line.AsSpan().TrimStart())).Select(line =>
            line.StartsWith(".target", StringComparison.Ordinal) ? line.Replace(", debug", "", StringComparison.Ordinal) : line));

        static bool IsDebugging(ReadOnlySpan<char> line) => line.StartsWith(".loc\t") || line.StartsWith(".file") || line.StartsWith(".section");
    }

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "set_DebugSymbolsMode")]
    private static extern void SetDebugSymbolsMode(ContextProperties properties, DebugSymbolsMode mode);
}
