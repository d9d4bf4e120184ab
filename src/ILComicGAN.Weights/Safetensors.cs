using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace ILComicGAN.Weights;

/// <summary>
/// The safetensors format: eight bytes of length, a JSON header with types, shapes and byte ranges, the data. The
/// reader treats the file as hostile: every number is checked before anything is allocated by it.
/// </summary>
public static class Safetensors
{
    private const long LargestHeader = 100_000_000;
    private const string MetadataKey = "__metadata__";

    private static readonly Dictionary<string, WeightType> s_types = new(StringComparer.Ordinal)
    {
        ["F32"] = WeightType.Float32,
        ["F16"] = WeightType.Float16,
        ["BF16"] = WeightType.BFloat16,
        ["F64"] = WeightType.Float64,
        ["I64"] = WeightType.Int64,
        ["I32"] = WeightType.Int32,
        ["I16"] = WeightType.Int16,
        ["I8"] = WeightType.Int8,
        ["U8"] = WeightType.UInt8,
        ["BOOL"] = WeightType.Bool,
    };

    /// <summary>Writes tensors in the given order, replacing the file in one step.</summary>
    /// <param name="path">The file.</param>
    /// <param name="tensors">What to write.</param>
    /// <param name="metadata">Text beside the tensors.</param>
    /// <param name="type">Float32, or Float16 (rounded to nearest, ties to even).</param>
    /// <exception cref="ArgumentException">The type is another one, or a name comes twice.</exception>
    public static void Write(
        string path,
        IEnumerable<WeightTensor> tensors,
        IReadOnlyDictionary<string, string>? metadata = null,
        WeightType type = WeightType.Float32)
    {
        if (type is not (WeightType.Float32 or WeightType.Float16))
        {
            throw new ArgumentException($"weights are written as Float32 or Float16, not {type}", nameof(type));
        }

        List<WeightTensor> list = [.. tensors];
        byte[] header = Header(list, metadata, type);
        AtomicFile.Write(path, stream =>
        {
            Span<byte> length = stackalloc byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
            stream.Write(length);
            stream.Write(header);
            foreach (WeightTensor tensor in list)
            {
                WriteValues(stream, tensor.Values, type);
            }
        });
    }

    internal static WeightFile Read(string path, Stream stream)
    {
        Span<byte> lengthBytes = stackalloc byte[8];
        stream.ReadExactly(lengthBytes);
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(lengthBytes);
        if (length > LargestHeader || (long)length > stream.Length - 8)
        {
            throw Bad(path, $"its header would be {length:N0} bytes long");
        }

        byte[] header = new byte[length];
        stream.ReadExactly(header);
        (List<Entry> entries, Dictionary<string, string> metadata) = ParseHeader(path, header);
        entries.Sort((a, b) => a.Begin != b.Begin ? a.Begin.CompareTo(b.Begin) : a.End.CompareTo(b.End));
        long dataLength = stream.Length - 8 - (long)length;
        long position = 0;
        foreach (Entry entry in entries)
        {
            if (entry.Begin != position || entry.End < entry.Begin || entry.End > dataLength)
            {
                throw Bad(path, $"the data of '{entry.Name}' does not follow the one before it");
            }

            if (entry.End - entry.Begin != entry.Count * NumberReader.SizeOf(entry.Type))
            {
                throw Bad(path, $"the data of '{entry.Name}' has another length than its shape");
            }

            position = entry.End;
        }

        if (position != dataLength)
        {
            throw Bad(path, "there is data after the last tensor, or some is missing");
        }

        List<WeightTensor> tensors = [];
        foreach (Entry entry in entries)
        {
            float[] values = new float[entry.Count];
            NumberReader.Read(stream, entry.Type, values);
            tensors.Add(new WeightTensor(entry.Name, entry.Shape, values, entry.Type));
        }

        return new WeightFile(path, "safetensors", metadata, tensors);
    }

    private static byte[] Header(List<WeightTensor> tensors, IReadOnlyDictionary<string, string>? metadata, WeightType type)
    {
        string typeName = s_types.First(pair => pair.Value == type).Key;
        HashSet<string> names = new(StringComparer.Ordinal);
        using MemoryStream buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            json.WriteStartObject();
            if (metadata is { Count: > 0 })
            {
                json.WriteStartObject(MetadataKey);
                foreach ((string key, string value) in metadata)
                {
                    json.WriteString(key, value);
                }

                json.WriteEndObject();
            }

            long position = 0;
            foreach (WeightTensor tensor in tensors)
            {
                if (!names.Add(tensor.Name))
                {
                    throw new ArgumentException($"the name '{tensor.Name}' comes twice", nameof(tensors));
                }

                long end = position + ((long)tensor.Values.Length * NumberReader.SizeOf(type));
                json.WriteStartObject(tensor.Name);
                json.WriteString("dtype", typeName);
                json.WriteStartArray("shape");
                foreach (int size in tensor.Shape)
                {
                    json.WriteNumberValue(size);
                }

                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(position);
                json.WriteNumberValue(end);
                json.WriteEndArray();
                json.WriteEndObject();
                position = end;
            }

            json.WriteEndObject();
        }

        // Spaces up to a multiple of eight keep the data aligned.
        while (buffer.Length % 8 != 0)
        {
            buffer.WriteByte((byte)' ');
        }

        return buffer.ToArray();
    }

    private static void WriteValues(Stream stream, float[] values, WeightType type)
    {
        if (type == WeightType.Float32 && BitConverter.IsLittleEndian)
        {
            stream.Write(MemoryMarshal.AsBytes(values.AsSpan()));
            return;
        }

        int size = NumberReader.SizeOf(type);
        byte[] piece = new byte[size * Math.Min(values.Length, 1 << 14)];
        for (int done = 0; done < values.Length;)
        {
            int count = Math.Min(values.Length - done, piece.Length / size);
            for (int i = 0; i < count; i++)
            {
                Span<byte> target = piece.AsSpan(i * size, size);
                if (type == WeightType.Float16)
                {
                    BinaryPrimitives.WriteHalfLittleEndian(target, (Half)values[done + i]);
                }
                else
                {
                    BinaryPrimitives.WriteSingleLittleEndian(target, values[done + i]);
                }
            }

            stream.Write(piece, 0, count * size);
            done += count;
        }
    }

    private static (List<Entry> Entries, Dictionary<string, string> Metadata) ParseHeader(string path, byte[] header)
    {
        List<Entry> entries = [];
        Dictionary<string, string> metadata = new(StringComparer.Ordinal);
        HashSet<string> names = new(StringComparer.Ordinal);
        try
        {
            using JsonDocument document = JsonDocument.Parse(header, new JsonDocumentOptions { MaxDepth = 8 });
            foreach (JsonProperty property in document.RootElement.EnumerateObject())
            {
                if (!names.Add(property.Name))
                {
                    throw Bad(path, $"the name '{property.Name}' comes twice");
                }

                if (property.NameEquals(MetadataKey))
                {
                    foreach (JsonProperty text in property.Value.EnumerateObject())
                    {
                        metadata[text.Name] = text.Value.GetString()
                            ?? throw Bad(path, $"the metadata '{text.Name}' is not text");
                    }
                }
                else
                {
                    entries.Add(ParseEntry(path, property));
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or OverflowException)
        {
            throw new WeightFormatException(
                $"The weight file '{path}' has a damaged safetensors header; copy or download it again.", e);
        }

        return (entries, metadata);
    }

    private static Entry ParseEntry(string path, JsonProperty property)
    {
        string typeName = property.Value.GetProperty("dtype").GetString() ?? "";
        if (!s_types.TryGetValue(typeName, out WeightType type))
        {
            throw Bad(path, $"'{property.Name}' has the type '{typeName}', which is not supported");
        }

        int[] shape = [.. property.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt32())];
        long count = 1;
        foreach (int size in shape)
        {
            count = size >= 0 ? checked(count * size) : throw Bad(path, $"'{property.Name}' has a negative size");
        }

        if (count > Array.MaxLength)
        {
            throw Bad(path, $"'{property.Name}' has too many elements");
        }

        JsonElement offsets = property.Value.GetProperty("data_offsets");
        return offsets.GetArrayLength() == 2
            ? new Entry(property.Name, type, shape, count, offsets[0].GetInt64(), offsets[1].GetInt64())
            : throw Bad(path, $"'{property.Name}' has no byte range");
    }

    private static WeightFormatException Bad(string path, string what) => new(
        $"The weight file '{path}' is not a valid safetensors file: {what}; copy or download it again.");

    private sealed record Entry(string Name, WeightType Type, int[] Shape, long Count, long Begin, long End);
}
