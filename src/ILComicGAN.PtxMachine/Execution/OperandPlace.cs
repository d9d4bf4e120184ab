namespace ILComicGAN.PtxMachine.Execution;

/// <summary>Where an operand's 32 values lie in a frame, or the one number that it is.</summary>
/// <param name="Offset">In the frame; -1 for a number or for a result nobody wants.</param>
/// <param name="Bits">The number.</param>
/// <param name="IsWide">Whether the values have 64 bits.</param>
/// <param name="Negated">A predicate's negation.</param>
internal readonly record struct OperandPlace(int Offset, long Bits, bool IsWide, bool Negated = false)
{
    public unsafe long Read(byte* frame, int lane) =>
        Offset < 0 ? Bits : IsWide ? ((long*)(frame + Offset))[lane] : ((uint*)(frame + Offset))[lane];

    public unsafe uint ReadPredicate(byte* frame)
    {
        uint bits = *(uint*)(frame + Offset);
        return Negated ? ~bits : bits;
    }

    public unsafe void Write(byte* frame, int lane, long value)
    {
        if (Offset < 0)
        {
            return;
        }

        if (IsWide)
        {
            ((long*)(frame + Offset))[lane] = value;
        }
        else
        {
            ((uint*)(frame + Offset))[lane] = (uint)value;
        }
    }
}
