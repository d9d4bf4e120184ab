using System.Text.Json;
using ILComicGAN.Files;

namespace ILComicGAN.Inspection;

/// <summary>A graphics card's published peaks, for the bounds of the roofline model.</summary>
/// <param name="Name">As on the box.</param>
/// <param name="Architecture">As “sm_86”.</param>
/// <param name="TeraFlops">Float32 without tensor cores, 10¹² a second at boost clock.</param>
/// <param name="GigabytesPerSecond">Of its memory.</param>
public sealed record Card(string Name, string Architecture, double TeraFlops, double GigabytesPerSecond)
{
    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web);

    /// <summary>The cards that are known by name.</summary>
    public static IReadOnlyList<Card> BuiltIn { get; } =
    [
        new("RTX 2080 Ti", "sm_75", 13.4, 616),
        new("RTX 3090", "sm_86", 35.6, 936),
        new("RTX 4090", "sm_89", 82.6, 1008),
        new("H100", "sm_90", 66.9, 3352),
    ];

    /// <summary>A card by name, or from a JSON file with the same four members.</summary>
    /// <exception cref="ArgumentException">There is neither; the message names the known cards.</exception>
    public static Card Find(string nameOrFile)
    {
        if (BuiltIn.FirstOrDefault(card => Plain(card.Name).EndsWith(Plain(nameOrFile), StringComparison.Ordinal)) is { } known && Plain(nameOrFile).Length > 0)
        {
            return known;
        }

        try
        {
            if (File.Exists(nameOrFile) && JsonSerializer.Deserialize<Card>(InputFile.ReadAllText(nameOrFile), s_options) is { TeraFlops: > 0, GigabytesPerSecond: > 0 } card)
            {
                return card;
            }
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new ArgumentException($"'{nameOrFile}' is not a card: {e.Message}", nameof(nameOrFile), e);
        }

        throw new ArgumentException(
            $"there is no card '{nameOrFile}'; known are {string.Join(", ", BuiltIn.Select(c => c.Name))}, or give a JSON file with name, architecture, teraFlops and gigabytesPerSecond",
            nameof(nameOrFile));
    }

    /// <summary>The least time for an amount of work, whichever peak is met first.</summary>
    public (double Seconds, string Bound) Roofline(double flops, double bytes)
    {
        double compute = flops / (TeraFlops * 1e12);
        double memory = bytes / (GigabytesPerSecond * 1e9);
        return compute >= memory ? (compute, "compute") : (memory, "memory");
    }

    private static string Plain(string name) => name.Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();
}
