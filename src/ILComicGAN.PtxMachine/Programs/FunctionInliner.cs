using ILComicGAN.PtxMachine.Syntax;

namespace ILComicGAN.PtxMachine.Programs;

/// <summary>
/// Writes the bodies of functions into the kernel in the place of their calls, with registers, local variables and labels of
/// their own: a divergent call is then a divergent branch. Parameters and results are the caller's variables.
/// </summary>
internal sealed class FunctionInliner
{
    private const int MostStatements = 1 << 20;

    private readonly PtxKernel _kernel;
    private readonly IReadOnlyDictionary<string, PtxFunction> _functions;
    private readonly List<Statement> _statements = [];
    private readonly Dictionary<string, int> _labels = [];
    private readonly HashSet<PtxVariable> _arguments = [];
    private int _calls;

    private FunctionInliner(PtxKernel kernel, IReadOnlyDictionary<string, PtxFunction> functions) =>
        (_kernel, _functions) = (kernel, functions);

    /// <summary>Rewrites a kernel that calls functions.</summary>
    /// <exception cref="PtxException">A function is not there, calls itself, or takes something else.</exception>
    public static void Apply(PtxKernel kernel, IReadOnlyDictionary<string, PtxFunction> functions)
    {
        if (!kernel.Statements.Exists(IsCall))
        {
            return;
        }

        FunctionInliner inliner = new(kernel, functions);
        inliner.Write(kernel, new Frame("", [], [], End: null), []);
        kernel.Statements.Clear();
        kernel.Statements.AddRange(inliner._statements);
        kernel.Labels.Clear();
        foreach ((string label, int at) in inliner._labels)
        {
            kernel.Labels.Add(label, at);
        }

        inliner.SplitArguments();
    }

    private static bool IsCall(Statement s) => s.Words[0] == "call";

    private void Write(PtxKernel body, Frame frame, IReadOnlyList<string> callers)
    {
        ILookup<int, string> labels = body.Labels.ToLookup(label => label.Value, label => label.Key);
        for (int i = 0; i <= body.Statements.Count; i++)
        {
            foreach (string label in labels[i])
            {
                _labels.Add(label + frame.Suffix, _statements.Count);
            }

            if (i == body.Statements.Count)
            {
                break;
            }

            Statement s = frame.Map(body.Statements[i]);
            if (IsCall(s))
            {
                WriteCall(s, callers);
            }
            else if (frame.End is not null && s.Words[0] == "ret")
            {
                if (s.Guard >= 0 || i < body.Statements.Count - 1)
                {
                    _statements.Add(Jump(s, frame.End, s.GuardNegated));
                }
            }
            else
            {
                _statements.Add(s);
            }
        }
    }

    private void WriteCall(Statement call, IReadOnlyList<string> callers)
    {
        string name = call.Words[^1];
        if (!_functions.TryGetValue(name, out PtxFunction? function))
        {
            throw call.Unsupported($"there is no function {name}");
        }

        if (callers.Contains(name))
        {
            throw call.Unsupported($"recursion is not supported: {string.Join(" calls ", callers.SkipWhile(caller => caller != name).Append(name))}");
        }

        if (_statements.Count > MostStatements)
        {
            throw call.Unsupported("with all its calls written out the kernel has over a million instructions");
        }

        string suffix = $"@{++_calls}";
        Dictionary<PtxVariable, PtxVariable> variables = [];
        Pass(call, function.Results, call.Operands[0].Parts, variables);
        Pass(call, function.Parameters, call.Operands[1].Parts, variables);
        // Offsets within the function are kept from the next multiple of the largest alignment on.
        int start = (_kernel.LocalBytes + 15) / 16 * 16;
        foreach (PtxVariable own in function.Body.Statements.SelectMany(s => s.Operands).SelectMany(Variables).Where(own => own.Space == StateSpace.Local))
        {
            variables.TryAdd(own, own with { Name = own.Name + suffix, Offset = own.Offset + start });
        }

        _kernel.LocalBytes = start + function.Body.LocalBytes;
        Dictionary<int, int> registers = [];
        foreach (PtxRegister register in function.Body.Registers)
        {
            PtxRegister made = register with { Index = SpecialRegisters.Names.Length + _kernel.Registers.Count };
            registers.Add(register.Index, made.Index);
            _kernel.Registers.Add(made);
        }

        foreach ((string table, IReadOnlyList<string> targets) in function.Body.BranchTargets)
        {
            _kernel.BranchTargets.Add(table + suffix, [.. targets.Select(target => target + suffix)]);
        }

        string end = "end" + suffix;
        if (call.Guard >= 0)
        {
            _statements.Add(Jump(call, end, !call.GuardNegated));
        }

        Write(function.Body, new Frame(suffix, registers, variables, end), [.. callers, name]);
        _labels.Add(end, _statements.Count);
    }

    /// <summary>A branch under a statement's guard, “uni” where that is.</summary>
    private static Statement Jump(Statement s, string label, bool negated) => s with
    {
        Words = s.Guard < 0 || s.Words.Contains("uni") ? ["bra", "uni"] : ["bra"],
        Operands = [new Operand(OperandKind.Label) { Label = label }],
        GuardNegated = negated,
    };

    private void Pass(Statement call, IReadOnlyList<PtxVariable> names, IReadOnlyList<Operand> given, Dictionary<PtxVariable, PtxVariable> variables)
    {
        if (names.Count != given.Count)
        {
            throw call.Unsupported($"{names.Count} parameters or results are declared, here are {given.Count}");
        }

        for (int i = 0; i < names.Count; i++)
        {
            if (given[i].Variable is not { Space: StateSpace.Local } variable || variable.Size != names[i].Size)
            {
                throw call.Unsupported($"'{names[i].Name}' needs a .param variable of {names[i].Size} bytes");
            }

            variables[names[i]] = variable;
            _arguments.Add(variable);
        }
    }

    /// <summary>
    /// A structure that is passed becomes one variable for each of its fields, so that <see cref="LocalPromotion"/> makes
    /// registers of them; the calling convention of cards passes them in registers, too.
    /// </summary>
    private void SplitArguments()
    {
        ILookup<PtxVariable, (Statement Statement, long Offset, int Size)> accesses = (
            from s in _kernel.Statements
            from operand in s.Operands
            from variable in Variables(operand)
            where _arguments.Contains(variable)
            select (variable, (s, operand.Bits, IsAccess(s, operand) ? PtxTypes.Parse(s.Words[2]).Size() : 0))).ToLookup(pair => pair.variable, pair => pair.Item2);
        Dictionary<(PtxVariable, long), PtxVariable> fields = [];
        foreach (IGrouping<PtxVariable, (Statement Statement, long Offset, int Size)> variable in accesses)
        {
            (long Offset, int Size)[] pieces = [.. variable.Select(access => (access.Offset, access.Size)).Distinct().OrderBy(piece => piece.Offset)];
            bool apart = pieces.All(piece => piece.Size > 0 && piece.Offset >= 0)
                && pieces.Zip(pieces.Skip(1), (a, b) => a.Offset + a.Size <= b.Offset).All(isApart => isApart);
            foreach ((long offset, int size) in apart && pieces.Length > 0 ? pieces : [])
            {
                fields.Add((variable.Key, offset), new PtxVariable($"{variable.Key.Name}+{offset}", StateSpace.Local, variable.Key.Offset + (int)offset, size, size));
            }
        }

        for (int i = 0; i < _kernel.Statements.Count; i++)
        {
            _kernel.Statements[i] = _kernel.Statements[i] with
            {
                Operands = [.. _kernel.Statements[i].Operands.Select(operand =>
                    operand.Variable is { } variable && fields.TryGetValue((variable, operand.Bits), out PtxVariable? field)
                        ? operand with { Variable = field, Bits = 0 }
                        : operand)],
            };
        }

        static bool IsAccess(Statement s, Operand operand) => s.Words is ["ld" or "st", "local", _] && operand.Kind == OperandKind.Address;
    }

    private static IEnumerable<PtxVariable> Variables(Operand operand) =>
        operand.Kind == OperandKind.Vector ? operand.Parts.SelectMany(Variables) : operand.Variable is { } variable ? [variable] : [];

    /// <summary>What the names of a function mean in one call of it.</summary>
    /// <param name="Suffix">Of its labels.</param>
    /// <param name="Registers">Those of the kernel by its own; those that are missing are the kernel's already.</param>
    /// <param name="Variables">Likewise.</param>
    /// <param name="End">The label behind the call; null for the kernel itself.</param>
    private sealed record Frame(string Suffix, Dictionary<int, int> Registers, Dictionary<PtxVariable, PtxVariable> Variables, string? End)
    {
        public Statement Map(Statement s) => End is null
            ? s
            : s with { Guard = Registers.GetValueOrDefault(s.Guard, s.Guard), Operands = [.. s.Operands.Select(operand => Map(operand))] };

        private Operand Map(Operand operand) => operand with
        {
            Register = Registers.GetValueOrDefault(operand.Register, operand.Register),
            Variable = operand.Variable is { } variable ? Variables.GetValueOrDefault(variable, variable) : null,
            Label = operand.Kind == OperandKind.Label ? operand.Label + Suffix : operand.Label,
            Parts = [.. operand.Parts.Select(part => Map(part))],
        };
    }
}
