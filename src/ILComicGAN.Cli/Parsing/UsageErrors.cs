using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using ILComicGAN.Files;

namespace ILComicGAN.Cli.Parsing;

/// <summary>What is wrong with a command line, in one sentence.</summary>
internal static class UsageErrors
{
    /// <summary>The first fault, null where there is none.</summary>
    public static string? Find(ParseResult parsed, string[] arguments)
    {
        Command command = parsed.CommandResult.Command;
        if (Misspelled(parsed, arguments) is { } option)
        {
            return $"There is no option '{option}'{NearestName.Suggest(option, Options(command), otherwise: ".")}";
        }

        if (parsed.Errors.Count == 0)
        {
            return null;
        }

        if (command.Subcommands.Count > 0)
        {
            string[] names = [.. command.Subcommands.Where(inner => !inner.Hidden).Select(inner => inner.Name)];
            return parsed.UnmatchedTokens is [var wrong, ..]
                ? $"There is no command '{wrong}'{NearestName.Suggest(wrong, names, otherwise: ".")}"
                : $"A command is missing; give one of {string.Join(", ", names)}.";
        }

        if (parsed.UnmatchedTokens is [var unmatched, ..])
        {
            return unmatched.StartsWith('-')
                ? $"There is no option '{unmatched}'{NearestName.Suggest(unmatched, Options(command), otherwise: ".")}"
                : $"'{unmatched}' is one argument too many.";
        }

        // The parser's own message, on one line; its help goes on for a page and hides the sentence.
        return string.Join(' ', parsed.Errors[0].Message.Split(['\r', '\n', '\t', ' '], StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>Where the user finds out more.</summary>
    public static string Help(ParseResult parsed)
    {
        List<string> names = [];
        for (SymbolResult? result = parsed.CommandResult; result is CommandResult { Command: not RootCommand and var command }; result = result.Parent)
        {
            names.Insert(0, command.Name);
        }

        return $"See '{string.Join(' ', ["ilcomicgan", .. names, "--help"])}'.";
    }

    /// <summary>An option with a slip in it, where a command takes any number of files: the parser takes it for one of them.</summary>
    private static string? Misspelled(ParseResult parsed, string[] arguments) =>
        arguments.Contains("--")
            ? null
            : parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens).Select(token => token.Value).FirstOrDefault(value =>
                value.Length > 1 && value[0] == '-' && !double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out _)
                && !File.Exists(value) && !Directory.Exists(value));

    private static IEnumerable<string> Options(Command command) =>
        command.Options.Where(option => !option.Hidden).SelectMany(option => option.Aliases.Prepend(option.Name)).Where(name => name.StartsWith("--", StringComparison.Ordinal));
}
