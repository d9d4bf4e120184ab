using System.Reflection;
using ILComicGAN.PtxMachine.Syntax;

namespace ILComicGAN.PtxMachine.Programs;

/// <summary>A checked instruction: what it does, on what, with which types.</summary>
internal sealed class Instruction
{
    public required Statement Statement { get; init; }

    public required InstructionKind Kind { get; init; }

    /// <summary>Of the result, or of what is stored.</summary>
    public PtxType Type { get; init; }

    /// <summary>Registers it writes; vectors are taken apart.</summary>
    public Operand[] Results { get; init; } = [];

    /// <summary>What it reads, addresses included.</summary>
    public Operand[] Sources { get; init; } = [];

    /// <summary>The function of one lane.</summary>
    public MethodInfo? Lane { get; init; }

    /// <summary>The same for many lanes, where there is one.</summary>
    public MethodInfo? Vector { get; init; }

    /// <summary>Subnormals are zeros, in and out.</summary>
    public bool Flushes { get; init; }

    /// <summary>The result is brought into [0, 1].</summary>
    public bool Saturates { get; init; }

    /// <summary>An explicit <c>.rn</c>, which forbids fusing a product with a sum.</summary>
    public bool RoundsExplicitly { get; init; }

    /// <summary>Of a load, store or atomic.</summary>
    public StateSpace Space { get; init; }

    /// <summary>What a comparison's result is joined with: and, or, xor; null for nothing.</summary>
    public string? Joins { get; init; }

    /// <summary>Which of several functions of the same kind, as “bfly”.</summary>
    public string Mode { get; init; } = "";

    public int Guard => Statement.Guard;

    public IEnumerable<int> Reads
    {
        get
        {
            if (Guard >= 0)
            {
                yield return Guard;
            }

            foreach (Operand source in Sources)
            {
                if (source.Register >= 0)
                {
                    yield return source.Register;
                }
            }
        }
    }

    public IEnumerable<int> Writes => from result in Results where result.Register >= 0 select result.Register;
}
