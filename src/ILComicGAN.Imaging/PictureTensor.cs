namespace ILComicGAN.Imaging;

/// <summary>Between 8-bit pictures and planar C×H×W floats: v = byte / 127.5 − 1, so black is −1 and white 1.</summary>
public static class PictureTensor
{
    private static readonly float[] s_values = MakeValues();

    /// <summary>The whole picture as a new 3×Height×Width array in [−1, 1].</summary>
    public static float[] ToPlanar(Picture picture)
    {
        float[] planes = new float[checked(3 * picture.Width * picture.Height)];
        CropToPlanar(picture, 0, 0, picture.Width, picture.Height, flip: false, planes);
        return planes;
    }

    /// <summary>A rectangle of the picture, mirrored if wanted, as 3×height×width values in [−1, 1].</summary>
    /// <param name="picture">The picture; its opacity is ignored.</param>
    /// <param name="left">First column.</param>
    /// <param name="top">First row.</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="flip">Whether left and right change places.</param>
    /// <param name="planes">Receives red, green and blue planes: exactly 3 · height · width values.</param>
    /// <exception cref="ArgumentException">The rectangle leaves the picture or the span has another length.</exception>
    public static void CropToPlanar(Picture picture, int left, int top, int width, int height, bool flip, Span<float> planes)
    {
        picture.CheckRectangle(left, top, width, height);
        CheckLength(planes.Length, width, height, nameof(planes));
        // A table of 256 values gives each byte its one exactly rounded value and is as fast as arithmetic here.
        float[] values = s_values;
        int plane = width * height;
        Span<float> red = planes[..plane], green = planes.Slice(plane, plane), blue = planes[(2 * plane)..];
        for (int y = 0; y < height; y++)
        {
            ReadOnlySpan<byte> row = picture.Rgb.Slice((((top + y) * picture.Width) + left) * 3, width * 3);
            int to = flip ? (y * width) + width - 1 : y * width;
            int step = flip ? -1 : 1;
            for (int from = 0; from + 2 < row.Length; from += 3, to += step)
            {
                red[to] = values[row[from]];
                green[to] = values[row[from + 1]];
                blue[to] = values[row[from + 2]];
            }
        }
    }

    /// <summary>A picture from 3×height×width values: clamped to [−1, 1] and rounded to the nearest byte (NaN is black).</summary>
    /// <exception cref="ArgumentException">The span does not hold 3 · height · width values.</exception>
    public static Picture FromPlanar(ReadOnlySpan<float> planes, int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        CheckLength(planes.Length, width, height, nameof(planes));
        byte[] rgb = new byte[planes.Length];
        Place(planes, 0, 0, width, height, rgb, width);
        return new Picture(width, height, rgb);
    }

    /// <summary>Puts a part of a picture in its place, rounded as <see cref="FromPlanar"/> does.</summary>
    /// <param name="planes">3×height×width values.</param>
    /// <param name="left">First column.</param>
    /// <param name="top">First row.</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="rgb">The picture's bytes, interleaved red, green, blue.</param>
    /// <param name="pictureWidth">Columns of the whole picture.</param>
    /// <exception cref="ArgumentException">The span does not hold 3 · height · width values.</exception>
    public static void Place(ReadOnlySpan<float> planes, int left, int top, int width, int height, Span<byte> rgb, int pictureWidth)
    {
        CheckLength(planes.Length, width, height, nameof(planes));
        for (int channel = 0; channel < 3; channel++)
        {
            for (int y = 0; y < height; y++)
            {
                ReadOnlySpan<float> source = planes.Slice(((channel * height) + y) * width, width);
                Span<byte> row = rgb.Slice((((top + y) * pictureWidth) + left) * 3, width * 3);
                for (int i = 0, to = channel; i < source.Length; i++, to += 3)
                {
                    row[to] = ToByte(source[i]);
                }
            }
        }
    }

    private static byte ToByte(float value)
    {
        // MaxNumber takes NaN to the lower bound, where a plain clamp would pass it on to an undefined cast.
        float scaled = (float.MinNumber(float.MaxNumber(value, -1f), 1f) + 1f) * 127.5f;
        return (byte)(scaled + 0.5f);
    }

    private static void CheckLength(int length, int width, int height, string name)
    {
        long needed = 3L * width * height;
        if (length != needed)
        {
            throw new ArgumentException($"A 3×{height}×{width} tensor has {needed} values, not {length}.", name);
        }
    }

    private static float[] MakeValues()
    {
        float[] values = new float[256];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (float)((i / 127.5) - 1);
        }

        return values;
    }
}
