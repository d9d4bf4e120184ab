namespace ILComicGAN.Imaging.Edges;

/// <summary>
/// Takes the clear edges off a picture and leaves the rest as it is. Drawn pictures treated in this way are what CartoonGAN
/// and AnimeGAN show the critic as further fakes, so that it learns to ask for clear edges.
/// </summary>
/// <remarks>
/// CartoonGAN (Chen, Lai, Liu 2018), section 3.2.1: edges by Canny, here with thresholds 100 and 200; widened to 5×5; the
/// pixels on them replaced by the 5×5 Gaussian of the picture (1 4 6 4 1 in each direction, reflected at the borders). Exact
/// in integers, and agrees with OpenCV bit by bit. Not through libvips, whose canny has no thresholds: see
/// <see cref="CannyEdges"/>.
/// </remarks>
public static class EdgeSmoothing
{
    private const int Low = 100;
    private const int High = 200;
    private const int Radius = 2;

    /// <summary>A copy of the picture with its edges smoothed.</summary>
    /// <param name="picture">Any size; its opacity is kept as it is.</param>
    public static Picture Apply(Picture picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        (int width, int height) = (picture.Width, picture.Height);
        bool[] edges = CannyEdges.Find(Luma.Of(picture), width, height, Low, High);
        bool[] near = Widen(edges, width, height);
        byte[] source = picture.RgbBytes;
        byte[] result = [.. source];
        int[] columns = Reflections(width), rows = Reflections(height);
        for (int y = 0, i = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++, i++)
            {
                if (near[i])
                {
                    Gaussian(source, width, columns.AsSpan(x, 5), rows.AsSpan(y, 5), result.AsSpan(3 * i, 3));
                }
            }
        }

        return new Picture(width, height, result, picture.AlphaBytes);
    }

    /// <summary>The squares of 5×5 around marked pixels, without the border that the marks have.</summary>
    private static bool[] Widen(bool[] edges, int width, int height)
    {
        bool[] near = new bool[width * height];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                if (edges[((y + 1) * (width + 2)) + x + 1])
                {
                    int left = Math.Max(x - Radius, 0), count = Math.Min(x + Radius, width - 1) - left + 1;
                    for (int row = Math.Max(y - Radius, 0); row <= Math.Min(y + Radius, height - 1); row++)
                    {
                        near.AsSpan((row * width) + left, count).Fill(true);
                    }
                }
            }
        }

        return near;
    }

    private static void Gaussian(byte[] source, int width, ReadOnlySpan<int> columns, ReadOnlySpan<int> rows, Span<byte> pixel)
    {
        ReadOnlySpan<int> weights = [1, 4, 6, 4, 1];
        (int red, int green, int blue) = (0, 0, 0);
        for (int j = 0; j < 5; j++)
        {
            int row = rows[j] * width;
            (int r, int g, int b) = (0, 0, 0);
            for (int i = 0; i < 5; i++)
            {
                int at = 3 * (row + columns[i]), weight = weights[i];
                r += weight * source[at];
                g += weight * source[at + 1];
                b += weight * source[at + 2];
            }

            red += weights[j] * r;
            green += weights[j] * g;
            blue += weights[j] * b;
        }

        // The weights' sum is 256; halves are rounded up.
        pixel[0] = (byte)((red + 128) >> 8);
        pixel[1] = (byte)((green + 128) >> 8);
        pixel[2] = (byte)((blue + 128) >> 8);
    }

    /// <summary>Which column stands at −2, −1, 0 … of a picture that is reflected at its borders: 2 1 | 0 1 2 …</summary>
    private static int[] Reflections(int length)
    {
        int[] places = new int[length + (2 * Radius)];
        int period = Math.Max(2 * (length - 1), 1);
        for (int i = 0; i < places.Length; i++)
        {
            int place = (((i - Radius) % period) + period) % period;
            places[i] = Math.Min(place, period - place);
        }

        return places;
    }
}
