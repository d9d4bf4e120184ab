using System.Globalization;
using System.Text;

namespace ILComicGAN.PtxMachine.Syntax;

/// <summary>The words, numbers and punctuation of a PTX text, in order.</summary>
internal sealed class PtxScanner(string text)
{
    private int _at;
    private int _line = 1;

    public PtxException Error(string what, string reason) => new(_line, what, reason);

    private void SkipBlanks()
    {
        while (_at < text.Length)
        {
            char c = text[_at];
            if (c == '\n')
            {
                _line++;
                _at++;
            }
            else if (char.IsWhiteSpace(c))
            {
                _at++;
            }
            else if (c == '/' && _at + 1 < text.Length && text[_at + 1] == '/')
            {
                while (_at < text.Length && text[_at] != '\n')
                {
                    _at++;
                }
            }
            else if (c == '/' && _at + 1 < text.Length && text[_at + 1] == '*')
            {
                int end = text.IndexOf("*/", _at + 2, StringComparison.Ordinal);
                end = end < 0 ? text.Length : end + 2;
                _line += text.AsSpan(_at, end - _at).Count('\n');
                _at = end;
            }
            else
            {
                return;
            }
        }
    }

    public bool AtEnd()
    {
        SkipBlanks();
        // ILGPU ends its text with a zero.
        return _at >= text.Length || text[_at] == '\0';
    }

    public int PeekLine()
    {
        SkipBlanks();
        return _line;
    }

    public char Peek()
    {
        SkipBlanks();
        return _at < text.Length ? text[_at] : '\0';
    }

    public char Next()
    {
        char c = Peek();
        _at++;
        return c != '\0' ? c : throw Error("end of text", "the text ends in the middle of a statement");
    }

    public bool TryTake(char c)
    {
        if (Peek() != c)
        {
            return false;
        }

        _at++;
        return true;
    }

    public void Take(char c)
    {
        if (!TryTake(c))
        {
            throw Error(Peek().ToString(), $"'{c}' is missing");
        }
    }

    public bool TryTakeWord(string word)
    {
        (int at, int line) = (_at, _line);
        if (Word() == word)
        {
            return true;
        }

        (_at, _line) = (at, line);
        return false;
    }

    public string QuotedText()
    {
        Take('"');
        StringBuilder quoted = new();
        for (char c = text[_at++]; c != '"'; c = text[_at++])
        {
            quoted.Append(c);
        }

        return quoted.ToString();
    }

    /// <summary>A name, directive, number or opcode with its modifiers.</summary>
    public string Word()
    {
        SkipBlanks();
        int start = _at;
        while (_at < text.Length && (char.IsAsciiLetterOrDigit(text[_at]) || text[_at] is '_' or '$' or '%' or '.' || IsScope()))
        {
            _at += IsScope() ? 2 : 1;
        }

        return _at > start ? text[start.._at] : throw Error(Peek().ToString(), "a name or number is missing");

        bool IsScope() => text[_at] == ':' && _at + 1 < text.Length && text[_at + 1] == ':';
    }

    public Operand Number(string word)
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
}
