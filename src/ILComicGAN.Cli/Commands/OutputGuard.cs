using ILComicGAN.Files;

namespace ILComicGAN.Cli.Commands;

/// <summary>Keeps commands from writing over what they read.</summary>
internal static class OutputGuard
{
    /// <summary>Requires that an output is none of the inputs, whatever paths lead to them.</summary>
    /// <param name="output">The file to write; null for none.</param>
    /// <param name="name">What names it: an option, or “the output”.</param>
    /// <param name="inputs">The files to read.</param>
    /// <exception cref="UsageException">It is one of them.</exception>
    public static void RequireApart(string? output, string name, IEnumerable<string> inputs)
    {
        if (output is not null && FileIdentity.Of(output) is { } there && inputs.Any(input => FileIdentity.Of(input) == there))
        {
            throw new UsageException($"{name} '{output}' is a file that is to be read, and would be written over; name another one.");
        }
    }
}
