using ILComicGAN.PtxMachine.Syntax;

namespace ILComicGAN.PtxMachine.Programs;

/// <summary>
/// Keeps single values of local memory in registers, as NVIDIA's assembler does: ILGPU hands the operands of inline PTX
/// over through a local variable each, of which no byte is left in the machine code.
/// </summary>
internal static class LocalPromotion
{
    /// <summary>Rewrites loads and stores of variables whose address goes nowhere else.</summary>
    public static void Apply(PtxKernel kernel)
    {
        Dictionary<int, PtxVariable> pointers = Pointers(kernel);
        HashSet<PtxVariable> kept = [];
        Dictionary<PtxVariable, PtxType> types = [];
        foreach (Statement s in kernel.Statements)
        {
            foreach (PtxVariable variable in Mentioned(s, pointers))
            {
                if (!IsPointer(s, pointers) && (Access(kernel, s, pointers) is not { } type || types.GetValueOrDefault(variable, type).Size() != type.Size()))
                {
                    kept.Add(variable);
                }
                else if (!IsPointer(s, pointers))
                {
                    types.TryAdd(variable, Access(kernel, s, pointers)!.Value);
                }
            }
        }

        Dictionary<PtxVariable, Operand> registers = [];
        foreach ((PtxVariable variable, PtxType type) in types.Where(known => !kept.Contains(known.Key)))
        {
            PtxRegister register = new(variable.Name, type.IsWide() ? PtxType.B64 : PtxType.B32, SpecialRegisters.Names.Length + kernel.Registers.Count);
            kernel.Registers.Add(register);
            registers.Add(variable, new Operand(OperandKind.Register) { Register = register.Index });
        }

        for (int i = 0; i < kernel.Statements.Count; i++)
        {
            Statement s = kernel.Statements[i];
            if (s.Words[0] is "ld" or "st" && Target(s, pointers) is { } variable && registers.TryGetValue(variable, out Operand? register))
            {
                kernel.Statements[i] = s with
                {
                    Words = ["mov", s.Words[^1]],
                    Operands = s.Words[0] == "ld" ? [s.Operands[0], register] : [register, s.Operands[1]],
                };
            }
        }

        kernel.LocalBytes = kernel.Statements.SelectMany(s => Mentioned(s, pointers))
            .Where(variable => !registers.ContainsKey(variable)).Select(variable => variable.Offset + variable.Size).DefaultIfEmpty().Max();
    }

    /// <summary>Registers that hold the address of one variable from before the first branch on.</summary>
    private static Dictionary<int, PtxVariable> Pointers(PtxKernel kernel)
    {
        int straight = kernel.Statements.FindIndex(s => s.Guard >= 0 || s.Words[0] is "bra" or "brx" or "ret" or "exit");
        int end = Math.Min(straight < 0 ? kernel.Statements.Count : straight, kernel.Labels.Values.Where(at => at > 0).DefaultIfEmpty(int.MaxValue).Min());
        Dictionary<int, PtxVariable> found = [];
        for (int i = 0; i < Math.Min(end, kernel.Statements.Count); i++)
        {
            if (kernel.Statements[i] is { Words: ["mov", _], Operands: [{ Kind: OperandKind.Register } to, { Variable: { Space: StateSpace.Local } variable, Bits: 0 }] })
            {
                found[to.Register] = variable;
            }
        }

        // Any other write makes the register an ordinary one.
        foreach (Statement s in kernel.Statements.Where(s => s.Operands.Count > 0 && !IsPointer(s, found)))
        {
            foreach (Operand written in s.Operands[0].Kind == OperandKind.Vector ? s.Operands[0].Parts : [s.Operands[0]])
            {
                if (written.Kind == OperandKind.Register)
                {
                    found.Remove(written.Register);
                }
            }
        }

        return found;
    }

    private static bool IsPointer(Statement s, Dictionary<int, PtxVariable> pointers) =>
        s is { Guard: < 0, Words: ["mov", _], Operands: [{ Kind: OperandKind.Register } to, { Variable: { } variable, Bits: 0 }] }
        && pointers.GetValueOrDefault(to.Register) == variable;

    private static PtxVariable? Variable(Operand operand, Dictionary<int, PtxVariable> pointers) =>
        operand.Variable is { Space: StateSpace.Local } variable ? variable
        : operand.Register >= 0 ? pointers.GetValueOrDefault(operand.Register) : null;

    /// <summary>All local variables whose address a statement has to do with.</summary>
    private static IEnumerable<PtxVariable> Mentioned(Statement s, Dictionary<int, PtxVariable> pointers) =>
        from operand in s.Operands
        from part in operand.Kind == OperandKind.Vector ? operand.Parts : [operand]
        let variable = Variable(part, pointers)
        where variable is not null
        select variable;

    /// <summary>The variable that a load or store reads or writes.</summary>
    private static PtxVariable? Target(Statement s, Dictionary<int, PtxVariable> pointers) =>
        s.Operands.FirstOrDefault(operand => operand.Kind == OperandKind.Address) is { } address ? Variable(address, pointers) : null;

    /// <summary>The type that a statement moves whole between a variable and a register; null where it does anything else.</summary>
    private static PtxType? Access(PtxKernel kernel, Statement s, Dictionary<int, PtxVariable> pointers)
    {
        if (s is not { Words: ["ld" or "st", "local", _], Operands.Count: 2 } || Target(s, pointers) is not { } variable)
        {
            return null;
        }

        PtxType type = PtxTypes.Parse(s.Words[2]);
        (Operand address, Operand value) = s.Words[0] == "ld" ? (s.Operands[1], s.Operands[0]) : (s.Operands[0], s.Operands[1]);
        bool fits = value.Kind == OperandKind.Register
            ? value.Register >= SpecialRegisters.Names.Length
                && kernel.Registers[value.Register - SpecialRegisters.Names.Length].Type.Size() == type.Size()
                && !pointers.ContainsKey(value.Register)
            : value.Kind == OperandKind.Immediate && value.Variable is null;
        return fits && address.Bits == 0 && type.Size() is 4 or 8 && type.Size() == variable.Size ? type : null;
    }
}
