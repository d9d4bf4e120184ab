using System.Text.Json;

namespace ILComicGAN.Weights;

/// <summary>Reads safetensors as hostile: every number is checked before anything is allocated by it.</summary>
internal static class SafetensorsReader
{
    private const long LargestHeader = 100_000_000;

    public static WeightContents Read(ByteSource source)
    {
        ByteCursor cursor = new(source);
        ulong length = cursor.U64();
        if (length > LargestHeader || (long)length > cursor.Left)
        {
            throw new FormatFault($"its header would be {length:N0} bytes long");
        }

        byte[] header = new byte[length];
        source.Read(8, header);
        WeightContents contents = new();
        List<Entry> entries = ParseHeader(header, contents.Metadata);
        entries.Sort((a, b) => a.Begin != b.Begin ? a.Begin.CompareTo(b.Begin) : a.End.CompareTo(b.End));
        long dataStart = 8 + (long)length;
        long dataLength = source.Length - dataStart;
        long position = 0;
        foreach (Entry entry in entries)
        {
            string shown = Printable.Of(entry.Name);
            if (entry.Begin != position || entry.End < entry.Begin || entry.End > dataLength)
            {
                throw new FormatFault($"the data of '{shown}' does not follow the one before it");
            }

            if (entry.End - entry.Begin != (long)entry.Count * NumberReader.SizeOf(entry.Type))
            {
                throw new FormatFault($"the data of '{shown}' has another length than its shape");
            }

            FileRegion region = new(source, dataStart + entry.Begin, entry.End - entry.Begin);
            contents.Add(entry.Name, StoredTensor.View(region, entry.Type, entry.Shape));
            position = entry.End;
        }

        return position == dataLength ? contents : throw new FormatFault("there is data after the last tensor, or some is missing");
    }

    private static List<Entry> ParseHeader(byte[] header, Dictionary<string, string> metadata)
    {
        List<Entry> entries = [];
        try
        {
            using JsonDocument document = JsonDocument.Parse(header, new JsonDocumentOptions { MaxDepth = 8 });
            foreach (JsonProperty property in Once(document.RootElement))
            {
                if (!property.NameEquals(Safetensors.MetadataKey))
                {
                    entries.Add(ParseEntry(property.Name, property.Value));
                    continue;
                }

                foreach (JsonProperty text in Once(property.Value))
                {
                    metadata[text.Name] = text.Value.GetString()
                        ?? throw new FormatFault($"the metadata '{Printable.Of(text.Name)}' is not text");
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new FormatFault("its header is damaged");
        }

        return entries;
    }

    /// <summary>An object's properties, none of them twice.</summary>
    private static IEnumerable<JsonProperty> Once(JsonElement element)
    {
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (JsonProperty property in element.EnumerateObject())
        {
            yield return names.Add(property.Name)
                ? property
                : throw new FormatFault($"the name '{Printable.Of(property.Name)}' comes twice");
        }
    }

    private static Entry ParseEntry(string name, JsonElement element)
    {
        string shown = Printable.Of(name);
        string typeName = element.GetProperty("dtype").GetString() ?? "";
        if (!Safetensors.Types.TryGetValue(typeName, out WeightType type))
        {
            throw new FormatFault(
                $"'{shown}' has the type '{Printable.Of(typeName)}', which is not supported", "save it as float32, float16 or bfloat16");
        }

        long[] shape = [.. element.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64())];
        if (shape.Length > 32 || shape.Any(size => size is < 0 or > int.MaxValue))
        {
            throw new FormatFault($"'{shown}' has a negative or too large size");
        }

        int count = StoredTensor.CountOf([.. shape.Select(size => (int)size)]);
        JsonElement offsets = element.GetProperty("data_offsets");
        if (offsets.GetArrayLength() != 2 || Once(element).Count() != 3)
        {
            throw new FormatFault($"'{shown}' has no byte range, or something beside it");
        }

        return new Entry(name, type, shape, count, offsets[0].GetInt64(), offsets[1].GetInt64());
    }

    private sealed record Entry(string Name, WeightType Type, long[] Shape, int Count, long Begin, long End);
}
