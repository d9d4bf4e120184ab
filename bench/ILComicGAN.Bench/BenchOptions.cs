using System.CommandLine;
using System.Text.Json;

namespace ILComicGAN.Bench;

/// <summary>Options that several commands have.</summary>
internal static class BenchOptions
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static Option<int> Threads()
    {
        Option<int> option = new("--threads")
        {
            Description = "Threads of each program.",
            DefaultValueFactory = _ => Environment.ProcessorCount,
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && int.TryParse(result.Tokens[0].Value, out int count) && count < 1)
            {
                result.AddError($"--threads {count} cannot be used; give at least 1.");
            }
        });
        return option;
    }

    public static Option<string[]> Case() => new("--case")
    {
        Description = "Only the cases with this name, or whose names begin with it; may be given more than once.",
    };

    public static Option<bool> List() => new("--list") { Description = "Only list the cases." };

    public static Option<bool> Json() => new("--json") { Description = "Print one JSON array on standard output, and nothing else." };

    public static Option<int?> Rounds() => new("--rounds") { Description = "Rounds to take the median of, instead of each case's own number." };

    /// <summary>What <see cref="Json"/> asks for.</summary>
    public static void PrintJson<T>(List<T> results) => Console.WriteLine(JsonSerializer.Serialize(results, s_json));

    /// <summary>The cases that were asked for.</summary>
    /// <exception cref="BenchException">A name fits none.</exception>
    public static IReadOnlyList<T> Choose<T>(IReadOnlyList<T> all, string[]? names, Func<T, string> nameOf)
    {
        if (names is null or [])
        {
            return all;
        }

        HashSet<T> chosen = [];
        foreach (string name in names)
        {
            T[] exact = [.. all.Where(item => nameOf(item) == name)];
            T[] fitting = exact.Length > 0 ? exact : [.. all.Where(item => nameOf(item).StartsWith(name, StringComparison.Ordinal))];
            if (fitting.Length == 0)
            {
                throw new BenchException($"There is no case '{name}'; there are {string.Join(", ", all.Select(nameOf))}.");
            }

            chosen.UnionWith(fitting);
        }

        return [.. all.Where(chosen.Contains)];
    }
}
