namespace ILComicGAN.PtxMachine.Translation;

/// <summary>The instructions that a function computes, separated by blanks; <c>.ftz</c> and <c>.sat</c> are added outside.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class OpcodeAttribute(string opcodes) : Attribute
{
    public IReadOnlyList<string> Opcodes { get; } = opcodes.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
