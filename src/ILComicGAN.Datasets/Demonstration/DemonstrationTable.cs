using System.IO.Enumeration;
using System.Text.Json;
using ILComicGAN.Imaging;

namespace ILComicGAN.Datasets.Demonstration;

/// <summary>Which pictures of which Debian packages make the demonstration dataset: demonstration.json.</summary>
/// <param name="Photos">Where photos come from.</param>
/// <param name="Validation">Patterns of those photos that training never sees.</param>
/// <param name="Styles">Sets of style pictures; the first is the default.</param>
public sealed record DemonstrationTable(
    IReadOnlyList<PackageSource> Photos, IReadOnlyList<string> Validation, IReadOnlyList<StyleSet> Styles)
{
    private static readonly JsonSerializerOptions s_json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        ReadCommentHandling = JsonCommentHandling.Skip,
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>Reads the table that comes with the program.</summary>
    public static DemonstrationTable Load()
    {
        using Stream stream = typeof(DemonstrationTable).Assembly.GetManifestResourceStream("ILComicGAN.Datasets.Demonstration.demonstration.json")!;
        return JsonSerializer.Deserialize<DemonstrationTable>(stream, s_json)!;
    }

    /// <summary>A style set by name; the first one for null.</summary>
    /// <exception cref="DataSetException">There is none of that name.</exception>
    public StyleSet Style(string? name) => name is null
        ? Styles[0]
        : Styles.FirstOrDefault(style => style.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw new DataSetException($"There is no style set '{name}'; choose one of {string.Join(", ", Styles.Select(style => style.Name))}.");

    internal static bool Matches(string pattern, string path) => FileSystemName.MatchesSimpleExpression(pattern, path, ignoreCase: false);
}
