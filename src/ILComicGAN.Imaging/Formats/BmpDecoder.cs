using System.Buffers.Binary;
using System.Numerics;

namespace ILComicGAN.Imaging.Formats;

/// <summary>
/// Windows bitmaps of 1, 4, 8, 16, 24 and 32 bits, with palettes, bit masks and run lengths: own code, since the decoder's
/// library has none.
/// </summary>
internal static class BmpDecoder
{
    private const int FileHeader = 14;
    private const uint Uncompressed = 0, RunLength8 = 1, RunLength4 = 2, BitFields = 3, AlphaBitFields = 6;

    /// <summary>Decodes a file.</summary>
    /// <param name="file">Its bytes, which begin as a bitmap does.</param>
    /// <param name="complete">Whether all pixels were there; the others are black.</param>
    /// <exception cref="InvalidDataException">It is damaged or of a kind that is not read; the message is in words that follow “it”.</exception>
    public static Picture Decode(ReadOnlySpan<byte> file, out bool complete)
    {
        int header = (int)Math.Min(U32(file, FileHeader), int.MaxValue);
        bool old = header == 12;
        long width = old ? U16(file, 18) : I32(file, 18);
        long height = old ? U16(file, 20) : I32(file, 22);
        int bits = old ? U16(file, 24) : U16(file, 28);
        uint compression = header >= 40 ? U32(file, 30) : Uncompressed;
        bool topDown = height < 0;
        height = Math.Abs(height);
        if (width < 1 || height < 1 || width * height > PictureFile.MaxPixels)
        {
            throw new InvalidDataException($"has an impossible size of {width}×{height}");
        }

        if (!PictureEnd.CanHold(file.Length, width * height, PictureFormat.Bmp))
        {
            throw new InvalidDataException($"declares {width}×{height} pixels and has next to none of them");
        }

        if (!IsKnown(bits, compression))
        {
            throw new InvalidDataException($"is packed in a way that is not read ({bits} bits, method {compression})");
        }

        uint[] masks = Masks(file, header, bits, compression);
        int masksEnd = FileHeader + header + (header > 40 ? 0 : compression == BitFields ? 12 : compression == AlphaBitFields ? 16 : 0);
        long data = U32(file, 10);
        byte[] palette = bits <= 8 ? Palette(file, header, bits, masksEnd, old) : [];
        if (data < FileHeader + header)
        {
            throw new InvalidDataException("has its pixels within its header");
        }

        ReadOnlySpan<byte> pixels = data < file.Length ? file[(int)data..] : [];
        Rows rows = new((int)width, (int)height, topDown, masks[3] != 0);
        complete = compression is RunLength8 or RunLength4
            ? UnpackRuns(pixels, rows, palette, bits)
            : Unpack(pixels, rows, palette, bits, masks);
        return rows.ToPicture();
    }

    private static bool IsKnown(int bits, uint compression) => (bits, compression) switch
    {
        (1 or 4 or 8 or 16 or 24 or 32, Uncompressed) => true,
        (8, RunLength8) or (4, RunLength4) => true,
        (16 or 32, BitFields or AlphaBitFields) => true,
        _ => false,
    };

    /// <summary>Which bits are red, green, blue and opacity.</summary>
    private static uint[] Masks(ReadOnlySpan<byte> file, int header, int bits, uint compression)
    {
        if (compression is not (BitFields or AlphaBitFields))
        {
            return bits == 16 ? [0x7C00, 0x3E0, 0x1F, 0] : [0xFF0000, 0xFF00, 0xFF, 0];
        }

        const int At = FileHeader + 40;
        bool opacity = header >= 56 || compression == AlphaBitFields;
        return [U32(file, At), U32(file, At + 4), U32(file, At + 8), opacity ? U32(file, At + 12) : 0];
    }

    /// <summary>Three bytes for each color; colors that the file lacks are black.</summary>
    private static byte[] Palette(ReadOnlySpan<byte> file, int header, int bits, int at, bool old)
    {
        int size = old ? 3 : 4;
        uint used = header >= 40 ? U32(file, 46) : 0;
        int count = used is 0 or > 256 ? 1 << bits : (int)used;
        byte[] palette = new byte[3 * 256];
        for (int i = 0; i < count && at + (size * i) + 2 < file.Length; i++)
        {
            ReadOnlySpan<byte> color = file[(at + (size * i))..];
            (palette[3 * i], palette[(3 * i) + 1], palette[(3 * i) + 2]) = (color[2], color[1], color[0]);
        }

        return palette;
    }

    private static bool Unpack(ReadOnlySpan<byte> pixels, Rows rows, byte[] palette, int bits, uint[] masks)
    {
        int stride = checked((int)((((long)rows.Width * bits) + 31) / 32 * 4));
        for (int y = 0; y < rows.Height; y++)
        {
            ReadOnlySpan<byte> row = pixels[Math.Min((int)Math.Min((long)y * stride, int.MaxValue), pixels.Length)..];
            for (int x = 0; x < rows.Width; x++)
            {
                int at = (int)(((long)x * bits) >> 3), bit = unchecked(x * bits) & 7;
                if (at + Math.Max(1, bits / 8) > row.Length)
                {
                    return false;
                }

                switch (bits)
                {
                    case <= 8:
                        rows.SetColor(x, y, palette, (row[at] >> (8 - bits - bit)) & ((1 << bits) - 1));
                        break;
                    case 24:
                        rows.Set(x, y, row[at + 2], row[at + 1], row[at], 255);
                        break;
                    default:
                        uint value = bits == 16 ? BinaryPrimitives.ReadUInt16LittleEndian(row[at..]) : BinaryPrimitives.ReadUInt32LittleEndian(row[at..]);
                        rows.Set(x, y, Part(value, masks[0]), Part(value, masks[1]), Part(value, masks[2]), masks[3] == 0 ? (byte)255 : Part(value, masks[3]));
                        break;
                }
            }
        }

        return true;
    }

    /// <summary>Runs of one color (or two that alternate), colors one by one, and jumps over what stays as it is.</summary>
    private static bool UnpackRuns(ReadOnlySpan<byte> packed, Rows rows, byte[] palette, int bits)
    {
        (int x, int y, int at) = (0, 0, 0);
        while (y < rows.Height && at + 1 < packed.Length)
        {
            (int count, int value) = (packed[at], packed[at + 1]);
            at += 2;
            if (count > 0)
            {
                for (int i = 0; i < count; i++)
                {
                    rows.SetColor(x++, y, palette, bits == 8 ? value : (value >> (i % 2 == 0 ? 4 : 0)) & 15);
                }

                continue;
            }

            switch (value)
            {
                case 0:
                    (x, y) = (0, y + 1);
                    break;
                case 1:
                    return true;
                case 2 when at + 1 < packed.Length:
                    (x, y) = (x + packed[at], y + packed[at + 1]);
                    at += 2;
                    break;
                case 2:
                    return false;
                default:
                    int bytes = ((value * bits) + 7) / 8;
                    if (at + bytes > packed.Length)
                    {
                        return false;
                    }

                    for (int i = 0; i < value; i++)
                    {
                        rows.SetColor(x++, y, palette, bits == 8 ? packed[at + i] : (packed[at + (i / 2)] >> (i % 2 == 0 ? 4 : 0)) & 15);
                    }

                    at += bytes + (bytes % 2);
                    break;
            }
        }

        // Some writers leave the mark of the end out.
        return y >= rows.Height - 1;
    }

    /// <summary>The bits of a mask, stretched to a byte.</summary>
    private static byte Part(uint value, uint mask)
    {
        if (mask == 0)
        {
            return 0;
        }

        int shift = BitOperations.TrailingZeroCount(mask);
        ulong largest = mask >> shift;
        return (byte)((((ulong)((value & mask) >> shift) * 255) + (largest / 2)) / largest);
    }

    private static ushort U16(ReadOnlySpan<byte> file, int at) =>
        at + 2 <= file.Length ? BinaryPrimitives.ReadUInt16LittleEndian(file[at..]) : throw new InvalidDataException("ends within its header");

    private static uint U32(ReadOnlySpan<byte> file, int at) =>
        at + 4 <= file.Length ? BinaryPrimitives.ReadUInt32LittleEndian(file[at..]) : throw new InvalidDataException("ends within its header");

    private static int I32(ReadOnlySpan<byte> file, int at) => (int)U32(file, at);

    /// <summary>The pixels as they are set, from the row that the file begins with on.</summary>
    private sealed class Rows(int width, int height, bool topDown, bool opacity)
    {
        private readonly byte[] _rgb = new byte[3 * width * height];
        private readonly byte[]? _alpha = opacity ? new byte[width * height] : null;

        public int Width => width;

        public int Height => height;

        public void SetColor(int x, int y, byte[] palette, int color) =>
            Set(x, y, palette[3 * color], palette[(3 * color) + 1], palette[(3 * color) + 2], 255);

        public void Set(int x, int y, byte red, byte green, byte blue, byte alpha)
        {
            // Runs may go beyond a row's end; decoders agree on leaving that out.
            if ((uint)x >= width || (uint)y >= height)
            {
                return;
            }

            int at = ((topDown ? y : height - 1 - y) * width) + x;
            (_rgb[3 * at], _rgb[(3 * at) + 1], _rgb[(3 * at) + 2]) = (red, green, blue);
            if (_alpha is not null)
            {
                _alpha[at] = alpha;
            }
        }

        // Many writers declare opacity and leave it at zero throughout.
        public Picture ToPicture() => new(width, height, _rgb, _alpha?.AsSpan().ContainsAnyExcept((byte)0) == true ? _alpha : null);
    }
}
