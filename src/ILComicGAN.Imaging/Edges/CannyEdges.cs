namespace ILComicGAN.Imaging.Edges;

/// <summary>
/// Canny's edges of a gray picture: gradients by 3×3 Sobel, thinned to their ridges, and followed from the strong ones
/// (above the high threshold) through the weak ones (above the low threshold).
/// </summary>
/// <remarks>
/// J. Canny, “A Computational Approach to Edge Detection”, 1986, in the integer form that the thresholds 100 and 200 of
/// CartoonGAN and AnimeGAN are meant for: |gx| + |gy| with Sobel's weights unscaled, borders repeated, no blurring before.
/// libvips' canny stops before the thresholds and has gradients of another scale.
/// </remarks>
internal static class CannyEdges
{
    // tan 22.5° in units of 2⁻¹⁵; tan 67.5° is this plus 2.
    private const int Tan225 = 13573;
    private const int TanBits = 15;

    private const byte Weak = 1;
    private const byte Edge = 2;

    /// <summary>Marks edge pixels.</summary>
    /// <param name="gray">width · height values, row by row.</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="low">What a pixel next to an edge must exceed.</param>
    /// <param name="high">What an edge must exceed somewhere.</param>
    /// <returns>A plane with a border of one pixel, (width + 2) · (height + 2); true on edges.</returns>
    public static bool[] Find(ReadOnlySpan<byte> gray, int width, int height, int low, int high)
    {
        int stride = width + 2;
        short[] gx = new short[stride * (height + 2)];
        short[] gy = new short[gx.Length];
        short[] magnitude = new short[gx.Length];
        Sobel(gray, width, height, gx, gy, magnitude);

        byte[] state = new byte[gx.Length];
        Stack<int> open = new();
        for (int y = 1; y <= height; y++)
        {
            for (int i = (y * stride) + 1; i <= (y * stride) + width; i++)
            {
                int m = magnitude[i];
                if (m > low && IsRidge(magnitude, i, stride, gx[i], gy[i]))
                {
                    state[i] = m > high ? Edge : Weak;
                    if (m > high)
                    {
                        open.Push(i);
                    }
                }
            }
        }

        ReadOnlySpan<int> neighbors = [-stride - 1, -stride, -stride + 1, -1, 1, stride - 1, stride, stride + 1];
        while (open.TryPop(out int i))
        {
            foreach (int offset in neighbors)
            {
                if (state[i + offset] == Weak)
                {
                    state[i + offset] = Edge;
                    open.Push(i + offset);
                }
            }
        }

        return Array.ConvertAll(state, value => value == Edge);
    }

    private static void Sobel(ReadOnlySpan<byte> gray, int width, int height, short[] gx, short[] gy, short[] magnitude)
    {
        for (int y = 0; y < height; y++)
        {
            ReadOnlySpan<byte> above = gray.Slice(Math.Max(y - 1, 0) * width, width);
            ReadOnlySpan<byte> here = gray.Slice(y * width, width);
            ReadOnlySpan<byte> below = gray.Slice(Math.Min(y + 1, height - 1) * width, width);
            int row = ((y + 1) * (width + 2)) + 1;
            for (int x = 0; x < width; x++)
            {
                int l = Math.Max(x - 1, 0), r = Math.Min(x + 1, width - 1);
                int dx = above[r] - above[l] + (2 * (here[r] - here[l])) + below[r] - below[l];
                int dy = below[l] - above[l] + (2 * (below[x] - above[x])) + below[r] - above[r];
                gx[row + x] = (short)dx;
                gy[row + x] = (short)dy;
                magnitude[row + x] = (short)(Math.Abs(dx) + Math.Abs(dy));
            }
        }
    }

    /// <summary>Whether no neighbor along the gradient is stronger; of two equal ones in a row or column the later counts.</summary>
    private static bool IsRidge(short[] magnitude, int i, int stride, int dx, int dy)
    {
        int m = magnitude[i];
        int x = Math.Abs(dx), y = Math.Abs(dy) << TanBits;
        int flat = x * Tan225;
        if (y < flat)
        {
            return m > magnitude[i - 1] && m >= magnitude[i + 1];
        }

        if (y > flat + (x << (TanBits + 1)))
        {
            return m > magnitude[i - stride] && m >= magnitude[i + stride];
        }

        int side = (dx ^ dy) < 0 ? -1 : 1;
        return m > magnitude[i - stride - side] && m > magnitude[i + stride + side];
    }
}
