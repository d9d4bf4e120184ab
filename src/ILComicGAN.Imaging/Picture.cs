namespace ILComicGAN.Imaging;

/// <summary>An 8-bit sRGB picture in memory, with an optional plane of opacity. Not changed after it is made.</summary>
public sealed class Picture
{
    /// <summary>Wraps pixel data; the arrays are not copied.</summary>
    /// <param name="width">Columns, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="rgb">Interleaved red, green, blue, row by row: 3 · width · height bytes.</param>
    /// <param name="alpha">Opacity (0 clear, 255 opaque), width · height bytes, or null for an opaque picture.</param>
    /// <exception cref="ArgumentException">A size is not positive or an array does not fit it.</exception>
    public Picture(int width, int height, byte[] rgb, byte[]? alpha = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentNullException.ThrowIfNull(rgb);
        long pixels = (long)width * height;
        if (rgb.Length != 3 * pixels)
        {
            throw new ArgumentException($"A {width}×{height} picture needs {3 * pixels} bytes of RGB, not {rgb.Length}.", nameof(rgb));
        }

        if (alpha is not null && alpha.Length != pixels)
        {
            throw new ArgumentException($"A {width}×{height} picture needs {pixels} bytes of alpha, not {alpha.Length}.", nameof(alpha));
        }

        Width = width;
        Height = height;
        RgbBytes = rgb;
        AlphaBytes = alpha;
    }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Interleaved red, green, blue, row by row: 3 · Width · Height bytes.</summary>
    public ReadOnlySpan<byte> Rgb => RgbBytes;

    /// <summary>Opacity, row by row: Width · Height bytes; empty where the picture is opaque.</summary>
    public ReadOnlySpan<byte> Alpha => AlphaBytes;

    /// <summary>Whether the picture has a plane of opacity.</summary>
    public bool HasAlpha => AlphaBytes is not null;

    internal byte[] RgbBytes { get; }

    internal byte[]? AlphaBytes { get; }

    /// <summary>The same colors with another plane of opacity (null: opaque).</summary>
    /// <exception cref="ArgumentException">The plane does not fit the picture.</exception>
    public Picture WithAlpha(byte[]? alpha) => new(Width, Height, RgbBytes, alpha);

    /// <summary>Cuts out a rectangle.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The rectangle is empty or leaves the picture.</exception>
    public Picture Crop(int left, int top, int width, int height)
    {
        CheckRectangle(left, top, width, height);
        return new Picture(width, height, CropPlane(RgbBytes, 3), AlphaBytes is null ? null : CropPlane(AlphaBytes, 1));

        byte[] CropPlane(byte[] source, int bands)
        {
            byte[] cut = new byte[checked(width * height * bands)];
            int row = width * bands;
            for (int y = 0; y < height; y++)
            {
                source.AsSpan((((top + y) * Width) + left) * bands, row).CopyTo(cut.AsSpan(y * row));
            }

            return cut;
        }
    }

    /// <summary>Mirrors left and right.</summary>
    public Picture FlipHorizontally()
    {
        return new Picture(Width, Height, Mirror(RgbBytes, 3), AlphaBytes is null ? null : Mirror(AlphaBytes, 1));

        byte[] Mirror(byte[] source, int bands)
        {
            byte[] mirrored = new byte[source.Length];
            for (int y = 0; y < Height; y++)
            {
                for (int x = 0; x < Width; x++)
                {
                    int from = ((y * Width) + x) * bands;
                    int to = ((y * Width) + (Width - 1 - x)) * bands;
                    source.AsSpan(from, bands).CopyTo(mirrored.AsSpan(to, bands));
                }
            }

            return mirrored;
        }
    }

    internal void CheckRectangle(int left, int top, int width, int height)
    {
        if (left < 0 || top < 0 || width < 1 || height < 1 || left > Width - width || top > Height - height)
        {
            throw new ArgumentOutOfRangeException(
                nameof(left), $"The rectangle {width}×{height} at ({left}, {top}) is not inside the {Width}×{Height} picture.");
        }
    }
}
