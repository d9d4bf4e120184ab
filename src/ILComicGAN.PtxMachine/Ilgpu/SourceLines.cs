using System.Runtime.CompilerServices;
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
    /// keep it.
    /// </remarks>
    public static Context.Builder WithSourceLines(this Context.Builder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        SetDebugSymbolsMode(builder, DebugSymbolsMode.KernelSourceAnnotations);
        return builder;
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
