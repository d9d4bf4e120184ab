using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using ILComicGAN.Inspection;
using ILComicGAN.Kernels.Catalog;

namespace ILComicGAN.Cli.Commands.Kernels;

/// <summary>For people who profile: the kernels one by one, as source, machine code and running alone.</summary>
internal static class KernelsCommand
{
    internal static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static Command Create() => new("kernels", "List, show, compile, run and count single kernels.")
    {
        KernelsListCommand.Create(),
        KernelsShowCommand.Create(),
        KernelsCompileCommand.Create(),
        KernelsRunCommand.Create(),
        KernelsCountCommand.Create(),
    };

    /// <summary>“all” or one of the architectures.</summary>
    internal static IReadOnlyList<string> Architectures(string name) =>
        name == "all" ? KernelCompiler.Architectures
        : KernelCompiler.Architectures.Contains(name) ? [name]
        : throw new UsageException($"'{name}' is not an architecture; give {string.Join(", ", KernelCompiler.Architectures)} or all.");

    /// <summary>The kernels whose name is, or begins with, the given one.</summary>
    internal static IReadOnlyList<KernelEntry> Matching(string? name)
    {
        KernelEntry[] found = [.. KernelCatalog.All.Where(entry =>
            name is null || entry.Name == name || entry.Name.StartsWith(name.TrimEnd('/') + "/", StringComparison.Ordinal))];
        return found.Length > 0 ? found : throw new UsageException($"There is no kernel '{name}'; see 'ilcomicgan kernels list'.");
    }

    /// <summary>Turns a complaint about an argument into a usage error.</summary>
    internal static T Checked<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (ArgumentException e)
        {
            string message = e.Message.Split(" (Parameter")[0];
            throw new UsageException($"{char.ToUpperInvariant(message[0])}{message[1..]}.");
        }
    }
}
