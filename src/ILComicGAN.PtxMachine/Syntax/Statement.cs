namespace ILComicGAN.PtxMachine.Syntax;

/// <summary>An instruction as written.</summary>
/// <param name="Words">The opcode and its modifiers, as “ld”, “global”, “v4”, “f32”.</param>
/// <param name="Operands">In order.</param>
/// <param name="Guard">The predicate register it runs under; -1 for always.</param>
/// <param name="GuardNegated">Whether it runs where the guard is false.</param>
/// <param name="Line">Of the PTX, from 1.</param>
/// <param name="Source">Where in the source it comes from; null where the PTX does not say.</param>
internal sealed record Statement(
    string[] Words, IReadOnlyList<Operand> Operands, int Guard, bool GuardNegated, int Line, SourceLine? Source)
{
    public string Text => string.Join('.', Words);

    public PtxException Unsupported(string reason) => new(Line, Text, reason);
}
