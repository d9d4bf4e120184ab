using System.Text.Json;
using ILComicGAN.Weights.Files;

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
        source.Budget.Keep(header.Length);
        WeightContents contents = new(source.Budget);
        List<Entry> entries = ParseHeader(header, contents);
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

    /// <summary>Reads the header token by token: as a tree it would take ten times its own length.</summary>
    private static List<Entry> ParseHeader(byte[] header, WeightContents contents)
    {
        List<Entry> entries = [];
        HashSet<string> names = new(StringComparer.Ordinal);
        try
        {
            Utf8JsonReader json = new(header, new JsonReaderOptions { MaxDepth = 8 });
            Require(json.Read() && json.TokenType == JsonTokenType.StartObject);
            while (NextName(ref json, names) is { } name)
            {
                if (name == Safetensors.MetadataKey)
                {
                    ReadMetadata(ref json, contents);
                }
                else if (entries.Count < ReadingBudget.MostTensors)
                {
                    entries.Add(ReadEntry(ref json, name));
                }
                else
                {
                    throw new FormatFault($"it has more than {ReadingBudget.MostTensors:N0} tensors", "use fewer");
                }
            }

            Require(!json.Read());
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new FormatFault("its header is damaged");
        }

        return entries;
    }

    /// <summary>The name of the next property, none of which may come twice; null at the object's end.</summary>
    private static string? NextName(ref Utf8JsonReader json, HashSet<string>? names)
    {
        Require(json.Read());
        if (json.TokenType != JsonTokenType.PropertyName)
        {
            return null;
        }

        if (json.ValueSpan.Length > 6 * ReadingBudget.LongestName)
        {
            throw new FormatFault($"a name is {json.ValueSpan.Length:N0} bytes long", "use shorter names");
        }

        string name = json.GetString()!;
        return names?.Add(name) != false ? name : throw new FormatFault($"the name '{Printable.Of(name)}' comes twice");
    }

    private static void ReadMetadata(ref Utf8JsonReader json, WeightContents contents)
    {
        HashSet<string> names = new(StringComparer.Ordinal);
        Require(json.Read() && json.TokenType == JsonTokenType.StartObject);
        while (NextName(ref json, names) is { } name)
        {
            Require(json.Read() && json.TokenType == JsonTokenType.String);
            contents.AddMetadata(name, json.GetString()!);
        }
    }

    private static Entry ReadEntry(ref Utf8JsonReader json, string name)
    {
        string shown = Printable.Of(name);
        WeightType? type = null;
        long[]? shape = null, range = null;
        Require(json.Read() && json.TokenType == JsonTokenType.StartObject);
        while (NextName(ref json, names: null) is { } key)
        {
            Require(json.Read());
            if ((key == "dtype" && type is not null) || (key == "shape" && shape is not null) || (key == "data_offsets" && range is not null))
            {
                throw new FormatFault($"the name '{key}' comes twice");
            }

            switch (key)
            {
                case "dtype":
                    Require(json.TokenType == JsonTokenType.String && json.ValueSpan.Length < 100);
                    string typeName = json.GetString()!;
                    type = Safetensors.Types.TryGetValue(typeName, out WeightType known)
                        ? known
                        : throw new FormatFault(
                            $"'{shown}' has the type '{Printable.Of(typeName)}', which is not supported", "save it as float32, float16 or bfloat16");
                    break;
                case "shape":
                    shape = ReadNumbers(ref json, 32);
                    break;
                case "data_offsets":
                    range = ReadNumbers(ref json, 2);
                    break;
                default:
                    throw new FormatFault($"'{shown}' has no byte range, or something beside it");
            }
        }

        Require(type is not null && shape is not null);
        if (shape!.Any(size => size is < 0 or > int.MaxValue))
        {
            throw new FormatFault($"'{shown}' has a negative or too large size");
        }

        int count = StoredTensor.CountOf([.. shape!.Select(size => (int)size)]);
        return range is { Length: 2 }
            ? new Entry(name, type!.Value, shape!, count, range[0], range[1])
            : throw new FormatFault("its header is damaged: a tensor has no byte range");
    }

    private static long[] ReadNumbers(ref Utf8JsonReader json, int most)
    {
        Require(json.TokenType == JsonTokenType.StartArray);
        List<long> numbers = [];
        while (json.Read() && json.TokenType == JsonTokenType.Number)
        {
            Require(numbers.Count < most && json.TryGetInt64(out _));
            numbers.Add(json.GetInt64());
        }

        Require(json.TokenType == JsonTokenType.EndArray);
        return [.. numbers];
    }

    private static void Require(bool condition)
    {
        if (!condition)
        {
            throw new FormatFault("its header is damaged");
        }
    }

    private sealed record Entry(string Name, WeightType Type, long[] Shape, int Count, long Begin, long End);
}
