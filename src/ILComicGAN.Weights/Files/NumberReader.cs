using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace ILComicGAN.Weights;

/// <summary>Little-endian numbers of any stored type as floats.</summary>
internal static class NumberReader
{
    /// <summary>Bytes of one number.</summary>
    public static int SizeOf(WeightType type) => type switch
    {
        WeightType.Float64 or WeightType.Int64 => 8,
        WeightType.Float32 or WeightType.Int32 => 4,
        WeightType.Float16 or WeightType.BFloat16 or WeightType.Int16 => 2,
        _ => 1,
    };

    /// <summary>Reads <paramref name="values"/>.Length numbers, a bounded piece at a time.</summary>
    /// <exception cref="EndOfStreamException">The stream ends before.</exception>
    public static void Read(Stream stream, WeightType type, Span<float> values)
    {
        if (type == WeightType.Float32 && BitConverter.IsLittleEndian)
        {
            stream.ReadExactly(MemoryMarshal.AsBytes(values));
            return;
        }

        int size = SizeOf(type);
        byte[] piece = new byte[size * Math.Min(values.Length, 1 << 14)];
        while (values.Length > 0)
        {
            int count = Math.Min(values.Length, piece.Length / size);
            stream.ReadExactly(piece, 0, count * size);
            for (int i = 0; i < count; i++)
            {
                values[i] = One(piece.AsSpan(i * size, size), type);
            }

            values = values[count..];
        }
    }

    private static float One(ReadOnlySpan<byte> bytes, WeightType type) => type switch
    {
        WeightType.Float32 => BinaryPrimitives.ReadSingleLittleEndian(bytes),
        WeightType.Float16 => (float)BinaryPrimitives.ReadHalfLittleEndian(bytes),
        WeightType.BFloat16 => BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadUInt16LittleEndian(bytes) << 16),
        WeightType.Float64 => (float)BinaryPrimitives.ReadDoubleLittleEndian(bytes),
        WeightType.Int64 => BinaryPrimitives.ReadInt64LittleEndian(bytes),
        WeightType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(bytes),
        WeightType.Int16 => BinaryPrimitives.ReadInt16LittleEndian(bytes),
        WeightType.Int8 => (sbyte)bytes[0],
        _ => bytes[0],
    };
}
