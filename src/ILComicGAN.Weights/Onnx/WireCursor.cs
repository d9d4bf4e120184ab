using ILComicGAN.Weights.Files;

namespace ILComicGAN.Weights.Onnx;

/// <summary>Walks the fields of a protobuf message without reading what they hold.</summary>
/// <param name="cursor">Reads the file.</param>
/// <param name="end">Where the message ends.</param>
internal struct WireCursor(ByteCursor cursor, long end)
{
    /// <summary>The field's number.</summary>
    public int Field { get; private set; }

    /// <summary>A number's value, if the field is one.</summary>
    public ulong Number { get; private set; }

    /// <summary>Where the field's contents begin.</summary>
    public long Start { get; private set; }

    /// <summary>The contents' length; −1 if the field is a number.</summary>
    public long Length { get; private set; }

    /// <summary>Goes to the next field; false at the end.</summary>
    /// <exception cref="FormatFault">The message is damaged.</exception>
    public bool Next()
    {
        if (cursor.Position >= end)
        {
            return cursor.Position == end ? false : throw new FormatFault("a field goes beyond its message");
        }

        ulong key = Varint(cursor);
        Field = key >> 3 is > 0 and < 1 << 29 and var field ? (int)field : throw new FormatFault("a field has no number");
        (Number, Start, Length) = (0, cursor.Position, -1);
        switch (key & 7)
        {
            case 0:
                Number = Varint(cursor);
                break;
            case 1:
                Number = cursor.U64();
                break;
            case 2:
                ulong length = Varint(cursor);
                Start = cursor.Position;
                Length = length <= (ulong)(end - Start) ? (long)length : throw new FormatFault("a field goes beyond its message");
                cursor.Position += Length;
                break;
            case 5:
                Number = cursor.U32();
                break;
            default:
                throw new FormatFault("a field is of an unknown kind");
        }

        return true;
    }

    /// <summary>A number of one to ten bytes.</summary>
    public static ulong Varint(ByteCursor cursor)
    {
        ulong value = 0;
        for (int shift = 0; shift < 70; shift += 7)
        {
            byte part = cursor.U8();
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }

        throw new FormatFault("a number does not end");
    }
}
