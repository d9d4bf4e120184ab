using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace ILComicGAN.Weights.Files;

/// <summary>Numbers of any stored type as floats.</summary>
internal static class NumberReader
{
    /// <summary>Bytes of one number.</summary>
    public static int SizeOf(WeightType type) => type switch
    {
        WeightType.Float64 or WeightType.Int64 or WeightType.UInt64 => 8,
        WeightType.Float32 or WeightType.Int32 or WeightType.UInt32 => 4,
        WeightType.Float16 or WeightType.BFloat16 or WeightType.Int16 or WeightType.UInt16 => 2,
        _ => 1,
    };

    /// <summary>Turns little-endian numbers around where the machine or the file is big-endian.</summary>
    public static void Normalize(Span<byte> bytes, WeightType type, bool bigEndian)
    {
        if (bigEndian == !BitConverter.IsLittleEndian)
        {
            return;
        }

        int size = SizeOf(type);
        for (int i = 0; size > 1 && i < bytes.Length; i += size)
        {
            bytes.Slice(i, size).Reverse();
        }
    }

    /// <summary>Converts numbers in the machine's order of bytes.</summary>
    public static void Convert(ReadOnlySpan<byte> bytes, WeightType type, Span<float> values)
    {
        switch (type)
        {
            case WeightType.Float32:
                MemoryMarshal.Cast<byte, float>(bytes).CopyTo(values);
                break;
            case WeightType.Float16:
                TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(bytes), values);
                break;
            case WeightType.BFloat16:
                ReadOnlySpan<ushort> upper = MemoryMarshal.Cast<byte, ushort>(bytes);
                for (int i = 0; i < upper.Length; i++)
                {
                    values[i] = BitConverter.UInt32BitsToSingle((uint)upper[i] << 16);
                }

                break;
            case WeightType.Float64:
                TensorPrimitives.ConvertTruncating(MemoryMarshal.Cast<byte, double>(bytes), values);
                break;
            case WeightType.Int64:
                TensorPrimitives.ConvertTruncating(MemoryMarshal.Cast<byte, long>(bytes), values);
                break;
            case WeightType.UInt64:
                TensorPrimitives.ConvertTruncating(MemoryMarshal.Cast<byte, ulong>(bytes), values);
                break;
            case WeightType.Int32:
                TensorPrimitives.ConvertTruncating(MemoryMarshal.Cast<byte, int>(bytes), values);
                break;
            case WeightType.UInt32:
                TensorPrimitives.ConvertTruncating(MemoryMarshal.Cast<byte, uint>(bytes), values);
                break;
            case WeightType.Int16:
                TensorPrimitives.ConvertTruncating(MemoryMarshal.Cast<byte, short>(bytes), values);
                break;
            case WeightType.UInt16:
                TensorPrimitives.ConvertTruncating(MemoryMarshal.Cast<byte, ushort>(bytes), values);
                break;
            case WeightType.Int8:
                TensorPrimitives.ConvertTruncating(MemoryMarshal.Cast<byte, sbyte>(bytes), values);
                break;
            default:
                TensorPrimitives.ConvertTruncating(bytes, values);
                break;
        }
    }
}
