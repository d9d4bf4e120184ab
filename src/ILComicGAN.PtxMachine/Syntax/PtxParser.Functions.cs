namespace ILComicGAN.PtxMachine.Syntax;

internal sealed partial class PtxParser
{
    /// <summary>“.func (.param .b32 result) name(.param .b32 a, …) { … }”, or a semicolon where the body comes later.</summary>
    private void ParseFunction()
    {
        int line = _scanner.PeekLine();
        PtxKernel body = new() { Name = "" };
        Scope scope = new(null);
        List<PtxVariable> results = Parameters(body, scope);
        body.Name = _scanner.Word();
        PtxFunction function = new(body, results, Parameters(body, scope));
        while (_scanner.Peek() is not ('{' or ';'))
        {
            // “.noreturn” and the like say nothing that is needed here.
            _scanner.Word();
        }

        if (_scanner.TryTake(';'))
        {
            return;
        }

        _scanner.Take('{');
        ParseBody(body, scope);
        CheckLabels(body);
        if (body.SharedBytes > 0)
        {
            throw new PtxException(line, ".func", $"shared memory that {function.Name} declares is not supported");
        }

        if (!_functions.TryAdd(function.Name, function))
        {
            throw new PtxException(line, ".func", $"there are two functions {function.Name}");
        }
    }

    /// <summary>A list in parentheses, or none.</summary>
    private List<PtxVariable> Parameters(PtxKernel body, Scope scope)
    {
        List<PtxVariable> parameters = [];
        if (_scanner.TryTake('('))
        {
            while (!_scanner.TryTake(')'))
            {
                string word = _scanner.Word();
                if (word != ".param")
                {
                    throw _scanner.Error(word, "only .param stands among a function's parameters");
                }

                parameters.Add(DeclareVariable(body, scope, shared: false));
                _scanner.TryTake(',');
            }
        }

        return parameters;
    }

    /// <summary>“call.uni (result), name, (a, …);”: the name becomes the last word, results and parameters one vector each.</summary>
    private Statement Call(Scope scope, string[] words, int guard, bool negated, int line, SourceLine? source)
    {
        Operand results = Arguments(scope);
        _scanner.TryTake(',');
        string name = _scanner.Word();
        if (scope.Register(name) is not null)
        {
            throw new PtxException(line, "call", "calls of what a register says are not supported");
        }

        _scanner.TryTake(',');
        Operand parameters = Arguments(scope);
        _scanner.Take(';');
        return new Statement([.. words, name], [results, parameters], guard, negated, line, source);
    }

    private Operand Arguments(Scope scope)
    {
        List<Operand> parts = [];
        if (_scanner.TryTake('('))
        {
            while (!_scanner.TryTake(')'))
            {
                parts.Add(Operand(scope, "call"));
                _scanner.TryTake(',');
            }
        }

        return new Operand(OperandKind.Vector) { Parts = parts };
    }

    /// <summary>Parameters of functions are local variables here.</summary>
    private static Statement InFunction(Statement s) =>
        s.Words is ["ld" or "st", "param", ..] && s.Operands.Any(operand => operand.Variable is { Space: StateSpace.Local })
            ? s with { Words = [s.Words[0], "local", .. s.Words[2..]] }
            : s;
}
