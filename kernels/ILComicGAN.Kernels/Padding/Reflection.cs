namespace ILComicGAN.Kernels.Padding;

/// <summary>One direction of a padding by reflection (… 2 1 | 0 1 2 …).</summary>
internal static class Reflection
{
    /// <summary>The source of padded position <paramref name="index"/>.</summary>
    public static int Source(int index, int before, int size)
    {
        int i = Math.Abs(index - before);
        return i < size ? i : (2 * (size - 1)) - i;
    }

    /// <summary>
    /// Where source <paramref name="index"/> appears: 0 itself, 1 mirrored before, 2 mirrored behind; −1 where it does not.
    /// </summary>
    public static int Appearance(int which, int index, int before, int size, int paddedSize)
    {
        if (which == 0)
        {
            return before + index;
        }

        if (which == 1)
        {
            return index > 0 && index <= before ? before - index : -1;
        }

        int at = before + (2 * (size - 1)) - index;
        return index < size - 1 && at < paddedSize ? at : -1;
    }
}
