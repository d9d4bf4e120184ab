using ILComicGAN.Kernels.Catalog;

namespace ILComicGAN.Inspection;

/// <summary>What compiling and assembling one kernel for one architecture gave.</summary>
/// <param name="Kernel">Its name in the catalog.</param>
/// <param name="Arch">As “sm_86”.</param>
/// <param name="Ptx">Null where ILGPU did not compile it.</param>
/// <param name="Code">Null where it was not assembled.</param>
/// <param name="Occupancy">Null where it was not assembled.</param>
/// <param name="Error">Why something is missing; null where all is well.</param>
public sealed record KernelReport(string Kernel, string Arch, string? Ptx, MachineCode? Code, Occupancy? Occupancy, string? Error)
{
    /// <summary>
    /// Compiles, and assembles where there is an assembler. Local memory, spills and instructions that do not exist are
    /// errors: each would be slow or refused on every user's card.
    /// </summary>
    /// <param name="entry">The kernel.</param>
    /// <param name="architecture">As “sm_86”.</param>
    /// <param name="assembler">Null for compiling only.</param>
    /// <param name="disassemble">Whether the hot loop is looked at too, which takes longer than all else.</param>
    public static KernelReport Make(KernelEntry entry, string architecture, Assembler? assembler, bool disassemble = true)
    {
        string? ptx = null;
        MachineCode? code = null;
        string? error = null;
        try
        {
            ptx = KernelCompiler.Compile(entry.Method, entry.Threads, architecture, entry.LeastGroups);
            // ILGPU passes what inline assembly changes through local variables; ptxas must have removed them (below).
            bool inline = ptx.Contains("mma.sync", StringComparison.Ordinal);
            error = !inline && ptx.Contains(".local", StringComparison.Ordinal) ? "uses local memory" : null;
            code = assembler?.Assemble(ptx, architecture, disassemble);
            if (code is { SpillBytes: > 0 })
            {
                // A kernel that needs all of its registers may spill in one order of ILGPU's moves and not in another: an
                // address or three, read once in a round of 1,100 instructions. What it does as the first of a context counts.
                ptx = KernelCompiler.CompileAlone(entry.Method, entry.Threads, architecture, entry.LeastGroups);
                code = assembler!.Assemble(ptx, architecture, disassemble);
            }

            error ??= code is { SpillBytes: > 0 } or { StackBytes: > 0 } ? $"spills {code.SpillBytes} bytes, stack {code.StackBytes} bytes" : null;
            error ??= code is { Sass.Length: > 0 } && code.HotLoop.MultiplyAdds < entry.MultiplyAddsPerLoop
                ? $"the hot loop has {code.HotLoop.MultiplyAdds} multiply-adds, {entry.MultiplyAddsPerLoop} were written" : null;
        }
        catch (InvalidOperationException e)
        {
            error = e.Message;
        }

        return new KernelReport(
            entry.Name,
            architecture,
            ptx,
            code,
            code is null ? null : Occupancy.Of(architecture, entry.Threads, code.Registers, code.SharedBytes),
            error);
    }
}
