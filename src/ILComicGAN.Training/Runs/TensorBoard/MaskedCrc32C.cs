using System.Numerics;
using System.Runtime.InteropServices;

namespace ILComicGAN.Training.Runs.TensorBoard;

/// <summary>
/// The checksum of TFRecord files: CRC-32C (Castagnoli), rotated and offset so that a checksum over data that contains
/// checksums remains useful.
/// </summary>
internal static class MaskedCrc32C
{
    /// <summary>The masked checksum of some bytes.</summary>
    public static uint Compute(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        int words = bytes.Length / sizeof(ulong);
        foreach (ulong word in MemoryMarshal.Cast<byte, ulong>(bytes[..(words * sizeof(ulong))]))
        {
            // The words are taken in the order of their bytes in memory.
            crc = BitOperations.Crc32C(crc, BitConverter.IsLittleEndian ? word : System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(word));
        }

        foreach (byte rest in bytes[(words * sizeof(ulong))..])
        {
            crc = BitOperations.Crc32C(crc, rest);
        }

        return unchecked(BitOperations.RotateRight(~crc, 15) + 0xA282EAD8u);
    }
}
