namespace ILComicGAN.Imaging;

/// <summary>The gray of a picture: 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601), rounded to the nearest byte.</summary>
public static class Luma
{
    private const int Bits = 15;
    private const int Red = 9798;
    private const int Green = 19235;
    private const int Blue = 3735;

    /// <summary>Of three numbers, in whatever range, without rounding.</summary>
    internal static float Of(float red, float green, float blue) => (0.299f * red) + (0.587f * green) + (0.114f * blue);

    /// <summary>Of planes of red, green and blue in [−1, 1]: a plane in [0, 1].</summary>
    internal static float[] Brightness(ReadOnlySpan<float> planes)
    {
        float[] luma = new float[planes.Length / 3];
        for (int i = 0; i < luma.Length; i++)
        {
            luma[i] = (Of(planes[i], planes[luma.Length + i], planes[(2 * luma.Length) + i]) + 1) / 2;
        }

        return luma;
    }

    /// <summary>One byte per pixel, row by row.</summary>
    public static byte[] Of(Picture picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        return Of(picture.Rgb);
    }

    /// <summary>One byte for each three of interleaved red, green and blue.</summary>
    public static byte[] Of(ReadOnlySpan<byte> rgb)
    {
        byte[] gray = new byte[rgb.Length / 3];
        for (int i = 0, from = 0; i < gray.Length; i++, from += 3)
        {
            gray[i] = (byte)(((rgb[from] * Red) + (rgb[from + 1] * Green) + (rgb[from + 2] * Blue) + (1 << (Bits - 1))) >> Bits);
        }

        return gray;
    }
}
