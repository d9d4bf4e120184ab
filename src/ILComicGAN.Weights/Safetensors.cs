using System.Buffers.Binary;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Text.Json;
using ILComicGAN.Files;
using ILComicGAN.Weights.Files;

namespace ILComicGAN.Weights;

/// <summary>
/// Writes the safetensors format: eight bytes of length, a JSON header with types, shapes and byte ranges, the data.
/// <see cref="WeightFile"/> reads it.
/// </summary>
public static class Safetensors
{
    internal const string MetadataKey = "__metadata__";

    internal static readonly IReadOnlyDictionary<string, WeightType> Types = new Dictionary<string, WeightType>(StringComparer.Ordinal)
    {
        ["F32"] = WeightType.Float32,
        ["F16"] = WeightType.Float16,
        ["BF16"] = WeightType.BFloat16,
        ["F64"] = WeightType.Float64,
        ["I64"] = WeightType.Int64,
        ["I32"] = WeightType.Int32,
        ["I16"] = WeightType.Int16,
        ["I8"] = WeightType.Int8,
        ["U64"] = WeightType.UInt64,
        ["U32"] = WeightType.UInt32,
        ["U16"] = WeightType.UInt16,
        ["U8"] = WeightType.UInt8,
        ["BOOL"] = WeightType.Bool,
    };

    private const int Piece = 1 << 16;

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
            // One buffer as long as the longest tensor: a file is converted without being in memory.
            float[] values = new float[list.Count == 0 ? 0 : list.Max(tensor => tensor.Count)];
            byte[] bytes = new byte[NumberReader.SizeOf(type) * Piece];
            foreach (WeightTensor tensor in list)
            {
                tensor.CopyTo(values.AsSpan(0, tensor.Count));
                WriteValues(stream, values.AsSpan(0, tensor.Count), bytes, type);
            }
        });
    }

    private static byte[] Header(List<WeightTensor> tensors, IReadOnlyDictionary<string, string>? metadata, WeightType type)
    {
        string typeName = Types.First(pair => pair.Value == type).Key;
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

                long end = position + ((long)tensor.Count * NumberReader.SizeOf(type));
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

    private static void WriteValues(Stream stream, ReadOnlySpan<float> values, byte[] bytes, WeightType type)
    {
        int size = NumberReader.SizeOf(type);
        while (values.Length > 0)
        {
            ReadOnlySpan<float> piece = values[..Math.Min(values.Length, Piece)];
            Span<byte> target = bytes.AsSpan(0, piece.Length * size);
            if (type == WeightType.Float16)
            {
                TensorPrimitives.ConvertToHalf(piece, MemoryMarshal.Cast<byte, Half>(target));
            }
            else
            {
                MemoryMarshal.AsBytes(piece).CopyTo(target);
            }

            NumberReader.Normalize(target, type, bigEndian: false);
            stream.Write(target);
            values = values[piece.Length..];
        }
    }
}
