using ILComicGAN.PtxMachine.Programs;
using ILComicGAN.PtxMachine.Syntax;

namespace ILComicGAN.PtxMachine.Execution;

/// <summary>A load, store or atomic as the running machine needs it.</summary>
internal sealed class MemoryAccess
{
    public required Instruction Instruction { get; init; }

    /// <summary>Of the program's accesses.</summary>
    public required int Index { get; init; }

    public StateSpace Space => Instruction.Space;

    /// <summary>Where in the frame the address register lies; -1 for none.</summary>
    public required int Address { get; init; }

    /// <summary>Whether that register has 64 bits.</summary>
    public required bool HasWideAddress { get; init; }

    /// <summary>Added to the register, or the whole address.</summary>
    public required long Offset { get; init; }

    /// <summary>Bytes of one element.</summary>
    public required int Size { get; init; }

    /// <summary>Elements: 1, 2 or 4.</summary>
    public required int Count { get; init; }

    public int Bytes => Size * Count;

    public bool Signed => Instruction.Type.IsSigned();

    /// <summary>Registers loaded into or values stored; an atomic's operands.</summary>
    public required OperandPlace[] Values { get; init; }

    /// <summary>An atomic's result; an empty place where nobody wants it.</summary>
    public OperandPlace Result { get; init; }

    public bool Writes => Instruction.Kind is InstructionKind.Store or InstructionKind.Atomic;

    public bool IsAtomic => Instruction.Kind == InstructionKind.Atomic;

    /// <summary>The write of a copy that is not done before it is waited for.</summary>
    public bool IsAsynchronous { get; init; }
}
