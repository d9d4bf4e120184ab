using ILComicGAN.Imaging;

namespace ILComicGAN.Datasets.Films;

/// <summary>Finds the black bars around a film's picture: above and below (letter-box), at the sides (pillar-box), or both.</summary>
internal static class BlackBars
{
    /// <summary>A line of a bar is this dark, but for a few pixels where compression rings.</summary>
    private const int DarkestLight = 28;
    private const double LightShare = 0.02;

    /// <summary>A picture keeps at least this much of each side; with less left, the frame is just dark.</summary>
    private const double SmallestPicture = 0.4;

    /// <summary>The rectangle inside the bars; the whole frame where there are none, null where the frame is too dark to tell.</summary>
    public static Area? Find(Picture frame)
    {
        byte[] gray = Luma.Of(frame);
        (int width, int height) = (frame.Width, frame.Height);
        int top = 0, bottom = height, left = 0, right = width;
        while (top < bottom && IsDark(gray, top * width, 1, width))
        {
            top++;
        }

        while (bottom > top && IsDark(gray, (bottom - 1) * width, 1, width))
        {
            bottom--;
        }

        int rows = bottom - top;
        while (left < right && rows > 0 && IsDark(gray, (top * width) + left, width, rows))
        {
            left++;
        }

        while (right > left && rows > 0 && IsDark(gray, (top * width) + right - 1, width, rows))
        {
            right--;
        }

        return rows < SmallestPicture * height || right - left < SmallestPicture * width
            ? null
            : new Area(left, top, right - left, rows);
    }

    /// <summary>
    /// What to keep, given the bars found: two pixels less where a bar was cut, since its edge is soft, and even numbers, since
    /// films have one color for two pixels.
    /// </summary>
    public static Area Inside(Area area, int width, int height)
    {
        const int Soft = 2;
        int left = Even(area.Left > 0 ? area.Left + Soft : 0), top = Even(area.Top > 0 ? area.Top + Soft : 0);
        int right = area.Right < width ? area.Right - Soft : width, bottom = area.Bottom < height ? area.Bottom - Soft : height;
        return new Area(left, top, Math.Max(2, (right - left) & ~1), Math.Max(2, (bottom - top) & ~1));

        static int Even(int value) => (value + 1) & ~1;
    }

    /// <summary>Whether the bars are alike on both sides, as bars are and dark corners of a picture seldom.</summary>
    public static bool AreSymmetric(Area area, int width, int height) =>
        Alike(area.Left, width - area.Right, width) && Alike(area.Top, height - area.Bottom, height);

    private static bool Alike(int one, int other, int side) => Math.Abs(one - other) <= 0.02 * side + 1;

    private static bool IsDark(byte[] gray, int start, int step, int count)
    {
        int allowed = (int)(LightShare * count);
        for (int i = 0, at = start; i < count; i++, at += step)
        {
            if (gray[at] > DarkestLight && --allowed < 0)
            {
                return false;
            }
        }

        return true;
    }
}
