using System.Buffers.Binary;

namespace ILComicGAN.Imaging.Formats;

/// <summary>
/// Whether a file is all there, by its own structure. Decoders do not agree on it: of JPEG without an end marker one takes
/// baseline files and refuses progressive ones.
/// </summary>
internal static class PictureEnd
{
    /// <summary>
    /// Pixels for each byte that no complete file exceeds: of a JPEG at the least one bit for each 8×8 block of one color; of a
    /// PNG what deflate can do at best, with eight pixels in a byte; of a BMP eight times its longest runs.
    /// </summary>
    private const long MostInJpeg = 512, MostInPng = 8 * 1032, MostInBmp = 1024;

    /// <summary>Whether the file ends where its format says, as far as that can be told without decoding.</summary>
    public static bool IsComplete(ReadOnlySpan<byte> file, PictureFormat format) => format switch
    {
        PictureFormat.Jpeg => JpegEnds(file),
        PictureFormat.Png => PngEnds(file),
        PictureFormat.WebP => file.Length >= 12 && BinaryPrimitives.ReadUInt32LittleEndian(file[4..]) is var size && size <= file.Length - 8,
        _ => true,
    };

    /// <summary>Whether a file of this length can hold so many pixels at all.</summary>
    public static bool CanHold(long length, long pixels, PictureFormat format) => format switch
    {
        PictureFormat.Jpeg => pixels / MostInJpeg <= length,
        PictureFormat.Png => pixels / MostInPng <= length,
        PictureFormat.Bmp => pixels / MostInBmp <= length,
        _ => true,
    };

    private static bool JpegEnds(ReadOnlySpan<byte> file)
    {
        const byte StartOfScan = 0xDA, End = 0xD9;
        int at = 2;
        while (at + 1 < file.Length)
        {
            if (file[at] != 0xFF)
            {
                // Coded data, or what some cameras leave between segments: on to the next marker.
                int next = file[at..].IndexOf((byte)0xFF);
                if (next < 0)
                {
                    return false;
                }

                at += next;
                continue;
            }

            byte marker = file[at + 1];
            switch (marker)
            {
                case End:
                    return true;
                case 0xFF:
                    at++;
                    break;
                case 0 or 1 or >= 0xD0 and <= 0xD8:
                    at += 2;
                    break;
                default:
                    if (at + 3 >= file.Length)
                    {
                        return false;
                    }

                    // What follows the header of a scan is found by the search above.
                    int length = BinaryPrimitives.ReadUInt16BigEndian(file[(at + 2)..]);
                    at += 2 + (marker == StartOfScan ? Math.Min(length, file.Length - at - 2) : length);
                    break;
            }
        }

        return false;
    }

    private static bool PngEnds(ReadOnlySpan<byte> file)
    {
        long at = 8;
        while (at + 12 <= file.Length)
        {
            ReadOnlySpan<byte> chunk = file[(int)at..];
            long length = BinaryPrimitives.ReadUInt32BigEndian(chunk);
            if (chunk[4..].StartsWith("IEND"u8))
            {
                return true;
            }

            at += 12 + length;
        }

        return false;
    }
}
