namespace ILComicGAN.PtxMachine.Syntax;

internal sealed partial class PtxParser
{
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
}
