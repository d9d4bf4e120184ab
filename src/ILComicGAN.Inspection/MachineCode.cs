namespace ILComicGAN.Inspection;

/// <summary>What the assembler made of a kernel.</summary>
/// <param name="Registers">Of each thread.</param>
/// <param name="SharedBytes">Shared memory of each group.</param>
/// <param name="SpillBytes">Stored and loaded because registers ran out; none is the aim.</param>
/// <param name="StackBytes">Local memory of each thread; none is the aim.</param>
/// <param name="Sass">The listing; empty where the disassembler is missing.</param>
public sealed record MachineCode(int Registers, int SharedBytes, int SpillBytes, int StackBytes, string Sass)
{
    /// <summary>The loop that does the most multiply-adds.</summary>
    public InstructionMix HotLoop { get; } = InstructionMix.OfHottestLoop(Sass);
}
