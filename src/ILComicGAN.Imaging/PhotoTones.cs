namespace ILComicGAN.Imaging;

/// <summary>
/// Gives a picture the tones of the photo it was made from: the distribution of its luma, and the colors of its regions.
/// Lines and flat surfaces stay the picture's own.
/// </summary>
public static class PhotoTones
{
    /// <summary>Colors are compared at this longest side: what is finer belongs to the drawing.</summary>
    private const int RegionSide = 512;

    /// <summary>Moves the tones of a picture toward those of its photo.</summary>
    /// <param name="picture">The picture; its opacity is kept.</param>
    /// <param name="photo">Of the same size.</param>
    /// <param name="amount">0 (the picture as it is) to 1 (the photo's tones).</param>
    /// <exception cref="ArgumentException">The sizes differ.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="amount"/> is not in 0 … 1.</exception>
    public static Picture Apply(Picture picture, Picture photo, double amount)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentNullException.ThrowIfNull(photo);
        if (picture.Width != photo.Width || picture.Height != photo.Height)
        {
            throw new ArgumentException($"The photo has {photo.Width}×{photo.Height} pixels, and the picture {picture.Width}×{picture.Height}.", nameof(photo));
        }

        if (amount is not (>= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(amount), amount, "The amount must be from 0 to 1.");
        }

        if (amount == 0)
        {
            return picture;
        }

        float[] luma = Matched(Luma.Of(picture), Luma.Of(photo));
        RegionColors colors = new(picture.LimitedTo(RegionSide), photo.LimitedTo(RegionSide), picture.Width, picture.Height);
        byte[] toned = new byte[picture.Rgb.Length];
        Parallel.For(0, picture.Height, y => Row(picture, y, luma, colors, (float)amount, toned));
        return new Picture(picture.Width, picture.Height, toned, picture.AlphaBytes);
    }

    private static void Row(Picture picture, int y, float[] luma, RegionColors colors, float amount, byte[] toned)
    {
        ReadOnlySpan<byte> rgb = picture.Rgb.Slice(y * picture.Width * 3, picture.Width * 3);
        Span<byte> to = toned.AsSpan(y * picture.Width * 3, picture.Width * 3);
        for (int x = 0; x < picture.Width; x++)
        {
            (float r, float g, float b) = (rgb[3 * x], rgb[(3 * x) + 1], rgb[(3 * x) + 2]);
            float gray = Luma.Of(r, g, b);
            int below = Math.Min((int)gray, 254);
            float wanted = luma[below] + ((gray - below) * (luma[below + 1] - luma[below]));
            (float red, float blue) = colors.At(x, y);
            float lighter = amount * (wanted - gray);
            // Red and blue move against luma; green follows, so that luma stays what it is.
            r += lighter + (amount * red);
            b += lighter + (amount * blue);
            g += lighter - (amount * ((0.299f * red) + (0.114f * blue)) / 0.587f);
            (to[3 * x], to[(3 * x) + 1], to[(3 * x) + 2]) = (Byte(r), Byte(g), Byte(b));
        }
    }

    /// <summary>For each luma of the picture, the photo's of the same rank.</summary>
    private static float[] Matched(byte[] picture, byte[] photo)
    {
        double[] from = Ranks(picture), to = Ranks(photo);
        float[] matched = new float[256];
        int value = 0;
        for (int i = 0; i < 256; i++)
        {
            // The middle of those that share this luma.
            double rank = ((i == 0 ? 0 : from[i - 1]) + from[i]) / 2;
            while (value < 255 && to[value] < rank)
            {
                value++;
            }

            double before = value == 0 ? 0 : to[value - 1];
            double share = to[value] > before ? (rank - before) / (to[value] - before) : 0.5;
            matched[i] = (float)Math.Clamp(value - 0.5 + share, 0, 255);
        }

        return matched;
    }

    /// <summary>The share of pixels up to each luma.</summary>
    private static double[] Ranks(byte[] luma)
    {
        long[] counts = new long[256];
        foreach (byte value in luma)
        {
            counts[value]++;
        }

        double[] ranks = new double[256];
        long sum = 0;
        for (int i = 0; i < 256; i++)
        {
            sum += counts[i];
            ranks[i] = (double)sum / luma.Length;
        }

        return ranks;
    }

    private static byte Byte(float value) => (byte)Math.Clamp((int)MathF.Round(value), 0, 255);

    /// <summary>How much more red and blue, against luma, the photo has than the picture around each pixel.</summary>
    private sealed class RegionColors
    {
        private readonly int _width, _height;
        private readonly float _scaleX, _scaleY;
        private readonly float[] _red, _blue;

        public RegionColors(Picture picture, Picture photo, int width, int height)
        {
            (_width, _height) = (picture.Width, picture.Height);
            (_scaleX, _scaleY) = ((float)_width / width, (float)_height / height);
            float[] red = new float[_width * _height], blue = new float[_width * _height];
            for (int i = 0; i < red.Length; i++)
            {
                ReadOnlySpan<byte> a = picture.Rgb.Slice(3 * i, 3), b = photo.Rgb.Slice(3 * i, 3);
                float lighter = Luma.Of(b[0], b[1], b[2]) - Luma.Of(a[0], a[1], a[2]);
                (red[i], blue[i]) = (b[0] - a[0] - lighter, b[2] - a[2] - lighter);
            }

            // Lines that were drawn differ from the photo by more than their color: what counts is the region's.
            double sigma = Math.Max(_width, _height) / 128.0;
            _red = sigma >= 0.5 ? GaussianBlur.Apply(red, _width, _height, sigma) : red;
            _blue = sigma >= 0.5 ? GaussianBlur.Apply(blue, _width, _height, sigma) : blue;
        }

        /// <summary>At a pixel of the whole picture, between its four neighbors here.</summary>
        public (float Red, float Blue) At(int x, int y)
        {
            float column = Math.Clamp(((x + 0.5f) * _scaleX) - 0.5f, 0, _width - 1), row = Math.Clamp(((y + 0.5f) * _scaleY) - 0.5f, 0, _height - 1);
            int left = (int)column, top = (int)row;
            int right = Math.Min(left + 1, _width - 1), bottom = Math.Min(top + 1, _height - 1);
            (float across, float down) = (column - left, row - top);
            return (Between(_red), Between(_blue));

            float Between(float[] plane)
            {
                float upper = plane[(top * _width) + left] + (across * (plane[(top * _width) + right] - plane[(top * _width) + left]));
                float lower = plane[(bottom * _width) + left] + (across * (plane[(bottom * _width) + right] - plane[(bottom * _width) + left]));
                return upper + (down * (lower - upper));
            }
        }
    }
}
