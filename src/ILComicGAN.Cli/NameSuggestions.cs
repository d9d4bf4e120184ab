using System.CommandLine;
using ILComicGAN.Training.Settings;

namespace ILComicGAN.Cli;

/// <summary>Says what a misspelled command or option was meant to be.</summary>
internal static class NameSuggestions
{
    /// <summary>The first error of a command line in a sentence on one line.</summary>
    public static string Explain(ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        if (parsed.UnmatchedTokens is [string unknown, ..])
        {
            bool option = unknown.StartsWith('-');
            IEnumerable<string> names = option
                ? command.Options.SelectMany(known => known.Aliases.Prepend(known.Name))
                : command.Subcommands.Select(known => known.Name);
            string suggestion = NearestName.Suggest(unknown.Split('=')[0], names);
            if (option || command.Subcommands.Count > 0)
            {
                return $"There is no {(option ? "option" : "command")} '{PlainText.Of(unknown, 60)}'{(suggestion.Length > 0 ? suggestion : ".")}";
            }
        }

        // The parser's own message, on one line; its help goes on for a page and hides the sentence.
        return string.Join(' ', parsed.Errors[0].Message.Split(['\r', '\n', '\t', ' '], StringSplitOptions.RemoveEmptyEntries));
    }
}
