using System.Globalization;

namespace ILComicGAN.PtxMachine.Syntax;

internal sealed partial class PtxParser
{
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
                    _scanner.Take(';');
                    break;
                case ".param":
                    DeclareVariable(kernel, scope, shared: false);
                    _scanner.Take(';');
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

                    string[] words = word.Split('.', StringSplitOptions.RemoveEmptyEntries);
                    kernel.Statements.Add(words[0] == "call"
                        ? Call(scope, words, guard, negated, line, source)
                        : InFunction(new Statement(words, Operands(scope, word), guard, negated, line, source)));
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

    private PtxVariable DeclareVariable(PtxKernel kernel, Scope scope, bool shared)
    {
        (string name, PtxType type, int alignment, int count) = Declaration();
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

        return variable;
    }

    private static void CheckLabels(PtxKernel kernel)
    {
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
    }

    /// <summary>The names that a pair of braces declares.</summary>
    private sealed class Scope(Scope? outer)
    {
        public Dictionary<string, PtxRegister> Registers { get; } = [];

        public Dictionary<string, PtxVariable> Variables { get; } = [];

        public PtxRegister? Register(string name) => Registers.GetValueOrDefault(name) ?? outer?.Register(name);

        public PtxVariable? Variable(string name) => Variables.GetValueOrDefault(name) ?? outer?.Variable(name);
    }
}
