using System.Globalization;
using ILComicGAN.Imaging;

namespace ILComicGAN.Datasets.Films;

/// <summary>Reads pictures that follow each other in a stream as binary PPM (“P6”), the form in which ffmpeg hands frames over.</summary>
internal static class PpmStream
{
    private const int LongestField = 12;

    /// <summary>The next picture, or null where the stream ends.</summary>
    /// <exception cref="InvalidDataException">Something else is in the stream.</exception>
    /// <exception cref="EndOfStreamException">It ends in the middle of a picture.</exception>
    public static Picture? Read(Stream stream)
    {
        if (Field(stream) is not { } magic)
        {
            return null;
        }

        int width = Number(stream), height = Number(stream), depth = Number(stream);
        if (magic != "P6" || depth != 255 || (long)width * height > PictureFile.MaxPixels)
        {
            throw new InvalidDataException($"frames of the form {magic} {width}×{height} {depth} are not understood");
        }

        byte[] rgb = new byte[3 * width * height];
        stream.ReadExactly(rgb);
        return new Picture(width, height, rgb);
    }

    private static int Number(Stream stream) =>
        int.TryParse(Field(stream), NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0
            ? number
            : throw new InvalidDataException("a frame's size is missing");

    /// <summary>Characters up to one of white space, which is taken too; null at the end of the stream.</summary>
    private static string? Field(Stream stream)
    {
        Span<char> text = stackalloc char[LongestField];
        for (int length = 0; length < LongestField; length++)
        {
            int next = stream.ReadByte();
            if (next < 0 && length == 0)
            {
                return null;
            }

            if (next < 0)
            {
                throw new EndOfStreamException();
            }

            if (next is ' ' or '\n' or '\t' or '\r')
            {
                return new string(text[..length]);
            }

            text[length] = (char)next;
        }

        throw new InvalidDataException("a frame's size is missing");
    }
}
