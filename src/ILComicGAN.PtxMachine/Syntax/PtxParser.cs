using System.Globalization;
using System.Text;

namespace ILComicGAN.PtxMachine;

/// <summary>Reads PTX text: directives, declarations, and instructions with their names resolved.</summary>
internal sealed class PtxParser
{
    private readonly string _text;
    private readonly PtxModule _module = new();
    private readonly Dictionary<string, PtxVariable> _moduleVariables = [];
    private int _at;
    private int _line = 1;

    private PtxParser(string text)
    {
        _text = text;
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
        while (!AtEnd())
        {
            string word = Word();
            switch (word)
            {
                case ".version":
                    _module.Version = Word();
                    break;
                case ".target":
                    _module.Target = Word();
                    while (TryTake(','))
                    {
                        Word();
                    }

                    break;
                case ".address_size":
                    if (Word() is not "64")
                    {
                        throw Error(word, "only 64-bit addresses are supported");
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
                case ".section":
                    SkipSection();
                    break;
                default:
                    throw Error(word, "not supported at module level");
            }
        }
    }

    private void ParseFile()
    {
        int number = int.Parse(Word(), CultureInfo.InvariantCulture);
        _module.Files[number] = QuotedText();
        while (TryTake(','))
        {
            Word();
        }
    }

    private void SkipSection()
    {
        Word();
        Take('{');
        while (!TryTake('}'))
        {
            Next();
        }
    }

    private void ParseModuleVariable(string word)
    {
        StateSpace space = word switch { ".global" => StateSpace.Global, ".const" => StateSpace.Constant, _ => StateSpace.Shared };
        (string name, PtxType type, int alignment, int count) = Declaration();
        byte[]? contents = TryTake('=') ? Initializer(type, count) : null;
        Take(';');
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
        bool list = TryTake('{');
        for (int i = 0; ; i++)
        {
            Operand value = Number(Word());
            long bits = value.Real is { } real && type.IsFloat()
                ? type == PtxType.F64 ? BitConverter.DoubleToInt64Bits(real) : BitConverter.SingleToInt32Bits((float)real)
                : value.Bits;
            for (int b = 0; b < type.Size(); b++)
            {
                contents[(i * type.Size()) + b] = (byte)(bits >> (8 * b));
            }

            if (!list || !TryTake(','))
            {
                break;
            }
        }

        if (list)
        {
            Take('}');
        }

        return contents;
    }

    private void ParseKernel()
    {
        PtxKernel kernel = new() { Name = Word() };
        Scope scope = new(null);
        if (TryTake('('))
        {
            while (!TryTake(')'))
            {
                string word = Word();
                if (word != ".param")
                {
                    throw Error(word, "only .param stands among a kernel's parameters");
                }

                (string name, PtxType type, int alignment, int count) = Declaration();
                int offset = Align(kernel.ParameterBytes, alignment);
                PtxVariable parameter = new(name, StateSpace.Parameter, offset, type.Size() * count, alignment);
                kernel.Parameters.Add(parameter);
                kernel.ParameterBytes = offset + parameter.Size;
                scope.Variables.Add(name, parameter);
                TryTake(',');
            }
        }

        while (!TryTake('{'))
        {
            string word = Word();
            switch (word)
            {
                case ".maxntid":
                    kernel.MaxThreads = 1;
                    do
                    {
                        kernel.MaxThreads *= int.Parse(Word(), CultureInfo.InvariantCulture);
                    }
                    while (TryTake(','));
                    break;
                case ".minnctapersm" or ".maxnctapersm" or ".maxnreg":
                    Word();
                    break;
                case ".reqntid":
                    do
                    {
                        Word();
                    }
                    while (TryTake(','));
                    break;
                default:
                    throw Error(word, "not supported before a kernel's body");
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
        while (!TryTake('}'))
        {
            if (TryTake('{'))
            {
                ParseBody(kernel, new Scope(scope));
                continue;
            }

            if (TryTake(';'))
            {
                continue;
            }

            bool guarded = TryTake('@');
            bool negated = guarded && TryTake('!');
            int guard = guarded ? scope.Register(Word())?.Index ?? throw Error("@", "the guard is not a register") : -1;
            int line = PeekLine();
            string word = Word();
            if (!guarded && TryTake(':'))
            {
                kernel.Labels.Add(word, kernel.Statements.Count);
                if (Peek() == '.')
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
                    QuotedText();
                    Take(';');
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
        int at = _at;
        int line = _line;
        if (Word() != ".branchtargets")
        {
            (_at, _line) = (at, line);
            return;
        }

        kernel.Labels.Remove(name);
        List<string> targets = [];
        do
        {
            targets.Add(Word());
        }
        while (TryTake(','));
        Take(';');
        kernel.BranchTargets.Add(name, targets);
    }

    private SourceLine? Location()
    {
        int file = int.Parse(Word(), CultureInfo.InvariantCulture);
        int line = int.Parse(Word(), CultureInfo.InvariantCulture);
        Word();
        return _module.Files.TryGetValue(file, out string? name) ? new SourceLine(name, line) : null;
    }

    private void DeclareRegisters(PtxKernel kernel, Scope scope)
    {
        string typeName = Word();
        PtxType type = PtxTypes.Parse(typeName.TrimStart('.'));
        if (type == PtxType.None)
        {
            throw Error($".reg {typeName}", "not a supported type of registers");
        }

        do
        {
            string name = Word();
            if (TryTake('<'))
            {
                int count = int.Parse(Word(), CultureInfo.InvariantCulture);
                Take('>');
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
        while (TryTake(','));
        Take(';');

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
        Take(';');
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
        string word = Word();
        for (; word.StartsWith('.'); word = Word())
        {
            switch (word)
            {
                case ".align":
                    alignment = int.Parse(Word(), CultureInfo.InvariantCulture);
                    break;
                case ".ptr" or ".global" or ".const" or ".shared" or ".local":
                    break;
                default:
                    type = PtxTypes.Parse(word.TrimStart('.'));
                    if (type is PtxType.None or PtxType.Pred)
                    {
                        throw Error(word, "not a supported type of variables");
                    }

                    break;
            }
        }

        int count = 1;
        while (TryTake('['))
        {
            count *= TryTake(']') ? 0 : int.Parse(Word(), CultureInfo.InvariantCulture);
            if (count > 0)
            {
                Take(']');
            }
        }

        return (word, type, Math.Max(alignment, type.Size()), count);
    }

    private List<Operand> Operands(Scope scope, string opcode)
    {
        List<Operand> operands = [];
        while (!TryTake(';'))
        {
            Operand operand = Operand(scope, opcode);
            if (TryTake('|'))
            {
                operand = new Operand(OperandKind.Vector) { Parts = [operand, Operand(scope, opcode)] };
            }

            operands.Add(operand);
            if (!TryTake(',') && Peek() != ';')
            {
                throw Error(opcode, $"a comma or a semicolon is missing before '{Peek()}'");
            }
        }

        return operands;
    }

    private Operand Operand(Scope scope, string opcode)
    {
        if (TryTake('{'))
        {
            List<Operand> parts = [];
            while (!TryTake('}'))
            {
                parts.Add(Operand(scope, opcode));
                TryTake(',');
            }

            return new Operand(OperandKind.Vector) { Parts = parts };
        }

        if (TryTake('['))
        {
            Operand address = Operand(scope, opcode);
            long offset = 0;
            while (!TryTake(']'))
            {
                bool minus = TryTake('-');
                if (!minus)
                {
                    TryTake('+');
                }

                long number = Number(Word()).Bits;
                offset += minus ? -number : number;
            }

            return new Operand(OperandKind.Address)
            {
                Register = address.Register, Variable = address.Variable, Bits = address.Bits + offset,
            };
        }

        if (TryTake('!'))
        {
            return Operand(scope, opcode) with { Negated = true };
        }

        if (TryTake('-'))
        {
            Operand number = Number(Word());
            return number with { Bits = -number.Bits, Real = -number.Real };
        }

        string word = Word();
        if (word == "_")
        {
            return new Operand(OperandKind.Nothing);
        }

        if (char.IsAsciiDigit(word[0]))
        {
            return Number(word);
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
            throw Error(opcode, SpecialRegisters.Clocks.Contains(word)
                ? $"{word} tells time or place, of which the machine has none"
                : $"there is no register '{word}'");
        }

        PtxVariable? variable = scope.Variable(word) ?? _moduleVariables.GetValueOrDefault(word);
        return variable is null
            ? new Operand(OperandKind.Label) { Label = word }
            : new Operand(OperandKind.Immediate) { Variable = variable };
    }

    private Operand Number(string word)
    {
        try
        {
            if (word.StartsWith("0f", StringComparison.OrdinalIgnoreCase))
            {
                float value = BitConverter.UInt32BitsToSingle(uint.Parse(word.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                return new Operand(OperandKind.Immediate) { Bits = BitConverter.SingleToUInt32Bits(value), Real = value };
            }

            if (word.StartsWith("0d", StringComparison.OrdinalIgnoreCase))
            {
                long bits = (long)ulong.Parse(word.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
                return new Operand(OperandKind.Immediate) { Bits = bits, Real = BitConverter.Int64BitsToDouble(bits) };
            }

            if (word.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
            {
                return new Operand(OperandKind.Immediate)
                {
                    Bits = (long)ulong.Parse(word.AsSpan(2).TrimEnd('U'), NumberStyles.HexNumber, CultureInfo.InvariantCulture),
                };
            }

            if (word.Contains('.') || word.Contains('e', StringComparison.OrdinalIgnoreCase))
            {
                double real = double.Parse(word, CultureInfo.InvariantCulture);
                return new Operand(OperandKind.Immediate) { Bits = BitConverter.DoubleToInt64Bits(real), Real = real };
            }

            return new Operand(OperandKind.Immediate)
            {
                Bits = (long)ulong.Parse(word.AsSpan().TrimEnd('U'), CultureInfo.InvariantCulture),
            };
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            throw Error(word, "not a number");
        }
    }

    // ---- Characters --------------------------------------------------------------------------------------------------

    private static int Align(int offset, int alignment) => (offset + alignment - 1) / alignment * alignment;

    private PtxException Error(string what, string reason) => new(_line, what, reason);

    private void SkipBlanks()
    {
        while (_at < _text.Length)
        {
            char c = _text[_at];
            if (c == '\n')
            {
                _line++;
                _at++;
            }
            else if (char.IsWhiteSpace(c))
            {
                _at++;
            }
            else if (c == '/' && _at + 1 < _text.Length && _text[_at + 1] == '/')
            {
                while (_at < _text.Length && _text[_at] != '\n')
                {
                    _at++;
                }
            }
            else if (c == '/' && _at + 1 < _text.Length && _text[_at + 1] == '*')
            {
                int end = _text.IndexOf("*/", _at + 2, StringComparison.Ordinal);
                end = end < 0 ? _text.Length : end + 2;
                _line += _text.AsSpan(_at, end - _at).Count('\n');
                _at = end;
            }
            else
            {
                return;
            }
        }
    }

    private bool AtEnd()
    {
        SkipBlanks();
        // ILGPU ends its text with a zero.
        return _at >= _text.Length || _text[_at] == '\0';
    }

    private int PeekLine()
    {
        SkipBlanks();
        return _line;
    }

    private char Peek()
    {
        SkipBlanks();
        return _at < _text.Length ? _text[_at] : '\0';
    }

    private char Next()
    {
        char c = Peek();
        _at++;
        return c != '\0' ? c : throw Error("end of text", "the text ends in the middle of a statement");
    }

    private bool TryTake(char c)
    {
        if (Peek() != c)
        {
            return false;
        }

        _at++;
        return true;
    }

    private void Take(char c)
    {
        if (!TryTake(c))
        {
            throw Error(Peek().ToString(), $"'{c}' is missing");
        }
    }

    private string QuotedText()
    {
        Take('"');
        StringBuilder text = new();
        for (char c = _text[_at++]; c != '"'; c = _text[_at++])
        {
            text.Append(c);
        }

        return text.ToString();
    }

    /// <summary>A name, directive, number or opcode with its modifiers.</summary>
    private string Word()
    {
        SkipBlanks();
        int start = _at;
        while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] is '_' or '$' or '%' or '.' || IsScope()))
        {
            _at += IsScope() ? 2 : 1;
        }

        return _at > start ? _text[start.._at] : throw Error(Peek().ToString(), "a name or number is missing");

        bool IsScope() => _text[_at] == ':' && _at + 1 < _text.Length && _text[_at + 1] == ':';
    }

    private sealed class Scope(Scope? outer)
    {
        public Dictionary<string, PtxRegister> Registers { get; } = [];

        public Dictionary<string, PtxVariable> Variables { get; } = [];

        public PtxRegister? Register(string name) => Registers.GetValueOrDefault(name) ?? outer?.Register(name);

        public PtxVariable? Variable(string name) => Variables.GetValueOrDefault(name) ?? outer?.Variable(name);
    }
}
