using System.CommandLine;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ILComicGAN.Cli.Commands.Data;

/// <summary>What the data commands share: the option for the result's folder, JSON, and times.</summary>
internal static class DataOutput
{
    private static readonly JsonSerializerOptions s_json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Where results go.</summary>
    public static Option<string> Folder() => new("--output", "-o")
    {
        Description = "The folder to make: missing or empty; it appears when all is done.",
        Required = true,
    };

    /// <summary>The side of crops and frames.</summary>
    public static Option<int> Size(string description) => new("--size") { Description = description, DefaultValueFactory = _ => 256 };

    public static int RequireSize(int size) =>
        size is >= 16 and <= 8192 ? size : throw new UsageException($"--size {size} cannot be used; give 16 to 8192 pixels.");

    public static void PrintJson(object report) => Console.WriteLine(JsonSerializer.Serialize(report, s_json));

    /// <summary>The result's folder on stdout, or the whole report as JSON; the counts as a sentence on stderr.</summary>
    public static void Print(bool json, string folder, object report, string sentence)
    {
        if (json)
        {
            PrintJson(report);
            return;
        }

        Console.WriteLine(folder);
        Console.Error.WriteLine(sentence);
    }

    /// <summary>A time as seconds or as h:mm:ss.</summary>
    public static TimeSpan ParseTime(string text, string option)
    {
        string[] parts = text.Split(':');
        double seconds = 0;
        foreach (string part in parts)
        {
            if (parts.Length > 3 || !double.TryParse(part, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value))
            {
                throw new UsageException($"{option} {text} cannot be used; give seconds, or h:mm:ss.");
            }

            seconds = (60 * seconds) + value;
        }

        return seconds <= TimeSpan.FromDays(7).TotalSeconds
            ? TimeSpan.FromSeconds(seconds)
            : throw new UsageException($"{option} {text} cannot be used; no film is that long.");
    }
}
