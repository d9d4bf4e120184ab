using System.Globalization;
using System.Text.RegularExpressions;

namespace ILComicGAN.PtxMachine;

/// <summary>Reads PTX text: directives, declarations, and instructions with their names resolved.</summary>
internal sealed class PtxParser
{
    private readonly PtxScanner _scanner;
    private readonly PtxModule _module = new();
    private readonly Dictionary<string, PtxVariable> _moduleVariables = [];

    private PtxParser(string text)
    {
        _scanner = new PtxScanner(text);
        // ILGPU writes its table of files behind the code that refers to it.
        foreach (Match file in Regex.Matches(text, "^\\s*\\.file\\s+(\\d+)\\s+\"([^\"]*)\"", RegexOptions.Multiline))
        {
            _module.Files[int.Parse(file.Groups[1].ValueSpan, CultureInfo.InvariantCulture)] = file.Groups[2].Value;
        }
    }

    /// <exception cref="PtxException">It cannot be read.</exception>
    public static PtxModule Parse(string text)
    {
        PtxParser parser = new(text);
        parser.ParseModule();
        return parser._module;
    }

    private void ParseModule()
    {
        while (!_scanner.AtEnd())
        {
            string word = _scanner.Word();
            switch (word)
            {
                case ".version":
                    _module.Version = _scanner.Word();
                    break;
                case ".target":
                    _module.Target = _scanner.Word();
                    while (_scanner.TryTake(','))
                    {
                        _scanner.Word();
                    }

                    break;
                case ".address_size":
                    if (_scanner.Word() is not "64")
                    {
                        throw _scanner.Error(word, "only 64-bit addresses are supported");
                    }

                    break;
                case ".file":
                    ParseFile();
                    break;
                case ".visible" or ".weak" or ".extern":
                    break;
                case ".entry":
                    ParseKernel();
                    break;
                case ".global" or ".const" or ".shared":
                    ParseModuleVariable(word);
                    break;
                case var section when section.StartsWith(".section", StringComparison.Ordinal):
                    SkipSection(hasName: section.Length > ".section".Length);
                    break;
                default:
                    throw _scanner.Error(word, "not supported at module level");
            }
        }
    }

    private void ParseFile()
    {
        _scanner.Word();
        _scanner.QuotedText();
        while (_scanner.TryTake(','))
        {
            _scanner.Word();
        }
    }

    private void SkipSection(bool hasName)
    {
        if (!hasName)
        {
            _scanner.Word();
        }

        _scanner.Take('{');
        while (!_scanner.TryTake('}'))
        {
            _scanner.Next();
        }
    }

    private void ParseModuleVariable(string word)
    {
        StateSpace space = word switch { ".global" => StateSpace.Global, ".const" => StateSpace.Constant, _ => StateSpace.Shared };
        (string name, PtxType type, int alignment, int count) = Declaration();
        byte[]? contents = _scanner.TryTake('=') ? Initializer(type, count) : null;
        _scanner.Take(';');
        int size = type.Size() * count;
        int offset = 0;
        foreach ((PtxVariable other, _) in _module.Variables.Where(v => v.Variable.Space == space))
        {
            offset = Math.Max(offset, other.Offset + other.Size);
        }

        PtxVariable variable = new(name, space, Align(offset, alignment), size, alignment);
        _module.Variables.Add((variable, contents));
        _moduleVariables.Add(name, variable);
    }

    private byte[] Initializer(PtxType type, int count)
    {
        byte[] contents = new byte[type.Size() * count];
        bool list = _scanner.TryTake('{');
        for (int i = 0; ; i++)
        {
            Operand value = _scanner.Number(_scanner.Word());
            long bits = value.Real is { } real && type.IsFloat()
                ? type == PtxType.F64 ? BitConverter.DoubleToInt64Bits(real) : BitConverter.SingleToInt32Bits((float)real)
                : value.Bits;
            for (int b = 0; b < type.Size(); b++)
            {
                contents[(i * type.Size()) + b] = (byte)(bits >> (8 * b));
            }

            if (!list || !_scanner.TryTake(','))
            {
                break;
            }
        }

        if (list)
        {
            _scanner.Take('}');
        }

        return contents;
    }

    private void ParseKernel()
    {
        PtxKernel kernel = new() { Name = _scanner.Word() };
        Scope scope = new(null);
        if (_scanner.TryTake('('))
        {
            while (!_scanner.TryTake(')'))
            {
                string word = _scanner.Word();
                if (word != ".param")
                {
                    throw _scanner.Error(word, "only .param stands among a kernel's parameters");
                }

                (string name, PtxType type, int alignment, int count) = Declaration();
                int offset = Align(kernel.ParameterBytes, alignment);
                PtxVariable parameter = new(name, StateSpace.Parameter, offset, type.Size() * count, alignment);
                kernel.Parameters.Add(parameter);
                kernel.ParameterBytes = offset + parameter.Size;
                scope.Variables.Add(name, parameter);
                _scanner.TryTake(',');
            }
        }

        while (!_scanner.TryTake('{'))
        {
            string word = _scanner.Word();
            switch (word)
            {
                case ".maxntid":
                    kernel.MaxThreads = 1;
                    do
                    {
                        kernel.MaxThreads *= int.Parse(_scanner.Word(), CultureInfo.InvariantCulture);
                    }
                    while (_scanner.TryTake(','));
                    break;
                case ".minnctapersm" or ".maxnctapersm" or ".maxnreg":
                    _scanner.Word();
                    break;
                case ".reqntid":
                    do
                    {
                        _scanner.Word();
                    }
                    while (_scanner.TryTake(','));
                    break;
                default:
                    throw _scanner.Error(word, "not supported before a kernel's body");
            }
        }

        foreach ((PtxVariable variable, _) in _module.Variables.Where(v => v.Variable.Space == StateSpace.Shared))
        {
            kernel.SharedBytes = Math.Max(kernel.SharedBytes, variable.Offset + variable.Size);
            if (variable.Size == 0)
            {
                kernel.DynamicSharedOffset = variable.Offset;
            }
        }

        ParseBody(kernel, scope);
        foreach (Statement statement in kernel.Statements)
        {
            foreach (Operand label in statement.Operands.Where(o => o.Kind == OperandKind.Label))
            {
                if (!kernel.Labels.ContainsKey(label.Label) && !kernel.BranchTargets.ContainsKey(label.Label))
                {
                    throw new PtxException(statement.Line, statement.Text, $"there is no label or register '{label.Label}'");
                }
            }
        }

        _module.Kernels.Add(kernel);
    }

    private void ParseBody(PtxKernel kernel, Scope scope)
    {
        SourceLine? source = null;
        while (!_scanner.TryTake('}'))
        {
            if (_scanner.TryTake('{'))
            {
                ParseBody(kernel, new Scope(scope));
                continue;
            }

            if (_scanner.TryTake(';'))
            {
                continue;
            }

            bool guarded = _scanner.TryTake('@');
            bool negated = guarded && _scanner.TryTake('!');
            int guard = guarded ? scope.Register(_scanner.Word())?.Index ?? throw _scanner.Error("@", "the guard is not a register") : -1;
            int line = _scanner.PeekLine();
            string word = _scanner.Word();
            if (!guarded && _scanner.TryTake(':'))
            {
                kernel.Labels.Add(word, kernel.Statements.Count);
                if (_scanner.Peek() == '.')
                {
                    ParseBranchTargets(kernel, word);
                }

                continue;
            }

            switch (word)
            {
                case ".reg":
                    DeclareRegisters(kernel, scope);
                    break;
                case ".shared" or ".local":
                    DeclareVariable(kernel, scope, word == ".shared");
                    break;
                case ".pragma":
                    _scanner.QuotedText();
                    _scanner.Take(';');
                    break;
                case ".loc":
                    source = Location();
                    break;
                default:
                    if (word.StartsWith('.'))
                    {
                        throw new PtxException(line, word, "not supported in a kernel");
                    }

                    kernel.Statements.Add(new Statement(
                        word.Split('.', StringSplitOptions.RemoveEmptyEntries), Operands(scope, word), guard, negated, line, source));
                    break;
            }
        }
    }

    /// <summary>“name: .branchtargets a, b, c;”.</summary>
    private void ParseBranchTargets(PtxKernel kernel, string name)
    {
        if (!_scanner.TryTakeWord(".branchtargets"))
        {
            return;
        }

        kernel.Labels.Remove(name);
        List<string> targets = [];
        do
        {
            targets.Add(_scanner.Word());
        }
        while (_scanner.TryTake(','));
        _scanner.Take(';');
        kernel.BranchTargets.Add(name, targets);
    }

    private SourceLine? Location()
    {
        int file = int.Parse(_scanner.Word(), CultureInfo.InvariantCulture);
        int line = int.Parse(_scanner.Word(), CultureInfo.InvariantCulture);
        _scanner.Word();
        return _module.Files.TryGetValue(file, out string? name) ? new SourceLine(name, line) : null;
    }

    private void DeclareRegisters(PtxKernel kernel, Scope scope)
    {
        string typeName = _scanner.Word();
        PtxType type = PtxTypes.Parse(typeName.TrimStart('.'));
        if (type == PtxType.None)
        {
            throw _scanner.Error($".reg {typeName}", "not a supported type of registers");
        }

        do
        {
            string name = _scanner.Word();
            if (_scanner.TryTake('<'))
            {
                int count = int.Parse(_scanner.Word(), CultureInfo.InvariantCulture);
                _scanner.Take('>');
                for (int i = 0; i < count; i++)
                {
                    Declare($"{name}{i}");
                }
            }
            else
            {
                Declare(name);
            }
        }
        while (_scanner.TryTake(','));
        _scanner.Take(';');

        void Declare(string name)
        {
            PtxRegister register = new(name, type, SpecialRegisters.Names.Length + kernel.Registers.Count);
            kernel.Registers.Add(register);
            scope.Registers[name] = register;
        }
    }

    private void DeclareVariable(PtxKernel kernel, Scope scope, bool shared)
    {
        (string name, PtxType type, int alignment, int count) = Declaration();
        _scanner.Take(';');
        int size = type.Size() * count;
        int offset = Align(shared ? kernel.SharedBytes : kernel.LocalBytes, alignment);
        PtxVariable variable = new(name, shared ? StateSpace.Shared : StateSpace.Local, offset, size, alignment);
        scope.Variables[name] = variable;
        if (shared)
        {
            kernel.SharedBytes = offset + size;
        }
        else
        {
            kernel.LocalBytes = offset + size;
        }
    }

    /// <summary>“.align 8 .b8 name[24]”.</summary>
    private (string Name, PtxType Type, int Alignment, int Count) Declaration()
    {
        int alignment = 0;
        PtxType type = PtxType.None;
        string word = _scanner.Word();
        for (; word.StartsWith('.'); word = _scanner.Word())
        {
            switch (word)
            {
                case ".align":
                    alignment = int.Parse(_scanner.Word(), CultureInfo.InvariantCulture);
                    break;
                case ".ptr" or ".global" or ".const" or ".shared" or ".local":
                    break;
                default:
                    type = PtxTypes.Parse(word.TrimStart('.'));
                    if (type is PtxType.None or PtxType.Pred)
                    {
                        throw _scanner.Error(word, "not a supported type of variables");
                    }

                    break;
            }
        }

        int count = 1;
        while (_scanner.TryTake('['))
        {
            count *= _scanner.TryTake(']') ? 0 : int.Parse(_scanner.Word(), CultureInfo.InvariantCulture);
            if (count > 0)
            {
                _scanner.Take(']');
            }
        }

        return (word, type, Math.Max(alignment, type.Size()), count);
    }

    private List<Operand> Operands(Scope scope, string opcode)
    {
        List<Operand> operands = [];
        while (!_scanner.TryTake(';'))
        {
            Operand operand = Operand(scope, opcode);
            if (_scanner.TryTake('|'))
            {
                operand = new Operand(OperandKind.Vector) { Parts = [operand, Operand(scope, opcode)] };
            }

            operands.Add(operand);
            if (!_scanner.TryTake(',') && _scanner.Peek() != ';')
            {
                throw _scanner.Error(opcode, $"a comma or a semicolon is missing before '{_scanner.Peek()}'");
            }
        }

        return operands;
    }

    private Operand Operand(Scope scope, string opcode)
    {
        if (_scanner.TryTake('{'))
        {
            List<Operand> parts = [];
            while (!_scanner.TryTake('}'))
            {
                parts.Add(Operand(scope, opcode));
                _scanner.TryTake(',');
            }

            return new Operand(OperandKind.Vector) { Parts = parts };
        }

        if (_scanner.TryTake('['))
        {
            Operand address = Operand(scope, opcode);
            long offset = 0;
            while (!_scanner.TryTake(']'))
            {
                bool minus = _scanner.TryTake('-');
                if (!minus)
                {
                    _scanner.TryTake('+');
                }

                long number = _scanner.Number(_scanner.Word()).Bits;
                offset += minus ? -number : number;
            }

            return new Operand(OperandKind.Address)
            {
                Register = address.Register, Variable = address.Variable, Bits = address.Bits + offset,
            };
        }

        if (_scanner.TryTake('!'))
        {
            return Operand(scope, opcode) with { Negated = true };
        }

        if (_scanner.TryTake('-'))
        {
            Operand number = _scanner.Number(_scanner.Word());
            return number with { Bits = -number.Bits, Real = -number.Real };
        }

        string word = _scanner.Word();
        if (word == "_")
        {
            return new Operand(OperandKind.Nothing);
        }

        if (char.IsAsciiDigit(word[0]))
        {
            return _scanner.Number(word);
        }

        if (scope.Register(word) is { } register)
        {
            return new Operand(OperandKind.Register) { Register = register.Index };
        }

        int special = SpecialRegisters.Find(word);
        if (special >= 0)
        {
            return new Operand(OperandKind.Register) { Register = special };
        }

        if (word.StartsWith('%'))
        {
            throw _scanner.Error(opcode, SpecialRegisters.Clocks.Contains(word)
                ? $"{word} tells time or place, of which the machine has none"
                : $"there is no register '{word}'");
        }

        PtxVariable? variable = scope.Variable(word) ?? _moduleVariables.GetValueOrDefault(word);
        return variable is null
            ? new Operand(OperandKind.Label) { Label = word }
            : new Operand(OperandKind.Immediate) { Variable = variable };
    }

    private static int Align(int offset, int alignment) => (offset + alignment - 1) / alignment * alignment;

    private sealed class Scope(Scope? outer)
    {
        public Dictionary<string, PtxRegister> Registers { get; } = [];

        public Dictionary<string, PtxVariable> Variables { get; } = [];

        public PtxRegister? Register(string name) => Registers.GetValueOrDefault(name) ?? outer?.Register(name);

        public PtxVariable? Variable(string name) => Variables.GetValueOrDefault(name) ?? outer?.Variable(name);
    }
}
