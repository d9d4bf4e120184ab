using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace ILComicGAN.Cli.Parsing;

/// <summary>
/// Numbers on the command line are read one way, on every machine: digits and a decimal point. Left to itself the parser takes
/// 0,25 for 25, and calls types by their names in .NET.
/// </summary>
internal static class StrictNumbers
{
    /// <summary>Sets how the numbers of a command and of all below it are read.</summary>
    public static void Apply(Command command)
    {
        foreach (Option option in command.Options)
        {
            Apply(option);
        }

        foreach (Command inner in command.Subcommands)
        {
            Apply(inner);
        }
    }

    private static void Apply(Option option)
    {
        switch (option)
        {
            case Option<int> whole:
                whole.CustomParser ??= result => Whole(option, result) ?? 0;
                break;
            case Option<int?> { Arity.MinimumNumberOfValues: 0 }:
                // A value that may be left out is the command's own affair.
                break;
            case Option<int?> whole:
                whole.CustomParser ??= result => Whole(option, result);
                break;
            case Option<double> real:
                real.CustomParser ??= result => Real(option, result) ?? 0;
                break;
            case Option<double?> real:
                real.CustomParser ??= result => Real(option, result);
                break;
            case Option<float> real:
                real.CustomParser ??= result => (float)(Real(option, result) ?? 0);
                break;
            case Option<float?> real:
                real.CustomParser ??= result => (float?)Real(option, result);
                break;
        }
    }

    private static int? Whole(Option option, ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number))
        {
            return number;
        }

        result.AddError($"{option.Name} {text} cannot be used; give a whole number{(text.TrimStart('-').All(char.IsAsciiDigit) && text.Length > 1 ? ", a smaller one" : "")}.");
        return null;
    }

    private static double? Real(Option option, ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out double number)
            && double.IsFinite(number))
        {
            return number;
        }

        result.AddError($"{option.Name} {text} cannot be used; give a number{(text.Contains(',', StringComparison.Ordinal) ? ", with a decimal point and not a comma" : "")}.");
        return null;
    }
}
