using System.Globalization;
using System.Text.RegularExpressions;
using ILComicGAN.PtxMachine.Programs;

namespace ILComicGAN.PtxMachine.Syntax;

/// <summary>
/// Reads PTX text: directives, declarations, and instructions with their names resolved; functions are written into the
/// kernels that call them.
/// </summary>
internal sealed partial class PtxParser
{
    private readonly PtxScanner _scanner;
    private readonly PtxModule _module = new();
    private readonly Dictionary<string, PtxVariable> _moduleVariables = [];
    private readonly Dictionary<string, PtxFunction> _functions = [];

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
        foreach (PtxKernel kernel in parser._module.Kernels)
        {
            FunctionInliner.Apply(kernel, parser._functions);
        }

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
                case ".func":
                    ParseFunction();
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
        CheckLabels(kernel);
        _module.Kernels.Add(kernel);
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

    private static int Align(int offset, int alignment) => (offset + alignment - 1) / alignment * alignment;
}
