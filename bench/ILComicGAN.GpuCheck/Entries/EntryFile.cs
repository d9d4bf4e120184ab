using System.Text.Json;

namespace ILComicGAN.GpuCheck.Entries;

/// <summary>Entries in a file, one a line.</summary>
internal static class EntryFile
{
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web);

    /// <summary>Adds one; it is in the file when this returns.</summary>
    public static void Append(string path, Entry entry) => File.AppendAllText(path, JsonSerializer.Serialize(entry, Json) + '\n');

    /// <summary>What is in the file; the last line may be half of one, if its writer was ended.</summary>
    public static IReadOnlyList<Entry> Read(string path)
    {
        List<Entry> entries = [];
        foreach (string line in File.Exists(path) ? File.ReadLines(path) : [])
        {
            try
            {
                entries.Add(JsonSerializer.Deserialize<Entry>(line, Json)!);
            }
            catch (JsonException)
            {
                break;
            }
        }

        return entries;
    }
}
