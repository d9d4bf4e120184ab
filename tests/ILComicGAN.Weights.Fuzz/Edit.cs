namespace ILComicGAN.Weights.Fuzz;

/// <summary>One change to a file.</summary>
/// <param name="Kind">Which, modulo the number of kinds.</param>
/// <param name="At">Where.</param>
/// <param name="Value">With what.</param>
internal readonly record struct Edit(int Kind, int At, int Value)
{
    /// <summary>Numbers at which arithmetic goes wrong.</summary>
    private static readonly ulong[] s_numbers =
    [
        0, 1, 0x7F, 0x80, 0xFF, 0x100, 0x7FFF, 0x8000, 0xFFFF, 0x10000, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF, 1UL << 32, 1UL << 40, 1UL << 60,
        long.MaxValue, 1UL << 63, ulong.MaxValue, ulong.MaxValue - 7,
    ];

    /// <summary>Pieces of the formats that random bytes would not make.</summary>
    private static readonly byte[][] s_pieces = [.. new[]
    {
        "}", "]", "(", "t.", "ctorch\nFloatStorage\n", "cos\nsystem\n", "cnumpy.core.multiarray\n_reconstruct\n", "R", "b", "Q", "q\0", "h\0", "2",
        "\"shape\":[", "\"data_offsets\":[0,", "-1", "1e9", "18446744073709551616", "{", "[[[[", "\"__metadata__\":", "PK\u0001\u0002", "PK\u0003\u0004",
        "PK\u0005\u0006", "../", "TREE", "SNOD", "HEAP", "OHDR", "OCHK", "(1000000000, 1000000000)", "'|O'", "True",
    }.Select(System.Text.Encoding.Latin1.GetBytes)];

    /// <summary>The file with all edits made one after the other.</summary>
    /// <param name="file">A good file.</param>
    /// <param name="other">Another one, for parts.</param>
    /// <param name="edits">The changes.</param>
    public static byte[] Apply(byte[] file, byte[] other, IEnumerable<Edit> edits)
    {
        List<byte> bytes = [.. file];
        foreach (Edit edit in edits)
        {
            edit.Apply(bytes, other);
        }

        return [.. bytes];
    }

    private void Apply(List<byte> bytes, byte[] other)
    {
        if (bytes.Count == 0)
        {
            return;
        }

        int at = (int)((uint)At % (uint)bytes.Count);
        int length = Math.Min(bytes.Count - at, 1 + (int)((uint)Value % 64));
        switch ((uint)Kind % 10)
        {
            case 0 or 1:
                bytes[at] = (byte)Value;
                break;
            case 2:
                bytes[at] ^= (byte)(1 << (Value & 7));
                break;
            case 3 or 4:
                byte[] number = BitConverter.GetBytes(s_numbers[(uint)Value % s_numbers.Length]);
                for (int i = 0; i < Math.Min(8, bytes.Count - at) && (i < 4 || (Value & 0x100) == 0); i++)
                {
                    bytes[at + i] = number[i];
                }

                break;
            case 5:
                bytes.InsertRange(at, s_pieces[(uint)Value % s_pieces.Length]);
                break;
            case 6:
                bytes.InsertRange(at, bytes.GetRange(at, length));
                break;
            case 7:
                bytes.RemoveRange(at, length);
                break;
            case 8:
                int from = (int)((uint)Value % (uint)other.Length);
                byte[] part = other[from..Math.Min(other.Length, from + 32)];
                for (int i = 0; i < part.Length && at + i < bytes.Count; i++)
                {
                    bytes[at + i] = part[i];
                }

                break;
            default:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
        }
    }
}
