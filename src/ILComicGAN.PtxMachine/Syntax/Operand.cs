namespace ILComicGAN.PtxMachine.Syntax;

/// <summary>An operand as written, with names resolved.</summary>
internal sealed record Operand(OperandKind Kind)
{
    /// <summary>The register, or the base of an address; -1 where there is none.</summary>
    public int Register { get; init; } = -1;

    /// <summary>An immediate's bits if it is an integer or was written as bits; an address's offset.</summary>
    public long Bits { get; init; }

    /// <summary>A floating-point literal's value, where it was written as one.</summary>
    public double? Real { get; init; }

    /// <summary>A variable whose address is meant.</summary>
    public PtxVariable? Variable { get; init; }

    /// <summary>A label's name.</summary>
    public string Label { get; init; } = "";

    /// <summary>A predicate's negation.</summary>
    public bool Negated { get; init; }

    /// <summary>A vector's parts, or both results of “p|q”.</summary>
    public IReadOnlyList<Operand> Parts { get; init; } = [];
}
