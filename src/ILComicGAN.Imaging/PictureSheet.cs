namespace ILComicGAN.Imaging;

/// <summary>Lays pictures out as a grid on white: for example photo and result in each row.</summary>
public static class PictureSheet
{
    /// <summary>Composes one picture of rows × columns.</summary>
    /// <param name="pictures">Row by row; a last row may be short. Each stands at the top left of its cell, unscaled.</param>
    /// <param name="columns">Pictures in a row.</param>
    /// <param name="gutter">White pixels between cells and around the sheet.</param>
    /// <returns>An opaque picture; columns are as wide and rows as high as their largest picture.</returns>
    public static Picture Compose(IReadOnlyList<Picture> pictures, int columns, int gutter = 4)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(pictures.Count, nameof(pictures));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(columns);
        ArgumentOutOfRangeException.ThrowIfNegative(gutter);
        columns = Math.Min(columns, pictures.Count);
        int rows = (pictures.Count + columns - 1) / columns;
        int[] left = Offsets(columns, gutter, i => i % columns, i => pictures[i].Width, pictures.Count);
        int[] top = Offsets(rows, gutter, i => i / columns, i => pictures[i].Height, pictures.Count);
        int width = left[columns], height = top[rows];
        if ((long)width * height > PictureFile.MaxPixels)
        {
            throw new PictureException($"A sheet of {width}×{height} pixels is too large; use fewer or smaller pictures.");
        }

        byte[] rgb = new byte[3 * width * height];
        rgb.AsSpan().Fill(255);
        for (int i = 0; i < pictures.Count; i++)
        {
            Paint(pictures[i], rgb, width, left[i % columns], top[i / columns]);
        }

        return new Picture(width, height, rgb);
    }

    // Where each column (or row) begins; the last entry is the whole length.
    private static int[] Offsets(int count, int gutter, Func<int, int> cellOf, Func<int, int> sizeOf, int pictures)
    {
        int[] largest = new int[count];
        for (int i = 0; i < pictures; i++)
        {
            largest[cellOf(i)] = Math.Max(largest[cellOf(i)], sizeOf(i));
        }

        int[] offsets = new int[count + 1];
        offsets[0] = gutter;
        for (int i = 0; i < count; i++)
        {
            offsets[i + 1] = checked(offsets[i] + largest[i] + gutter);
        }

        return offsets;
    }

    private static void Paint(Picture picture, byte[] sheet, int sheetWidth, int left, int top)
    {
        ReadOnlySpan<byte> rgb = picture.OnWhite().Rgb;
        int length = 3 * picture.Width;
        for (int y = 0; y < picture.Height; y++)
        {
            rgb.Slice(y * length, length).CopyTo(sheet.AsSpan(3 * (((top + y) * sheetWidth) + left)));
        }
    }
}
