namespace ILComicGAN.PtxMachine.Syntax;

/// <summary>What an operand is.</summary>
internal enum OperandKind
{
    /// <summary>A register or special register, by index.</summary>
    Register,

    /// <summary>A number, by its bits.</summary>
    Immediate,

    /// <summary>“[register + offset]” or “[variable + offset]”.</summary>
    Address,

    /// <summary>A place in the code.</summary>
    Label,

    /// <summary>“{a, b, …}”.</summary>
    Vector,

    /// <summary>“_”: a result that nobody wants.</summary>
    Nothing,
}
