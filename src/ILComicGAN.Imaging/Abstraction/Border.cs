namespace ILComicGAN.Imaging.Abstraction;

/// <summary>What lies beyond a picture's border.</summary>
internal static class Border
{
    /// <summary>The row or column that an index stands for: mirrored at the border, which is not repeated.</summary>
    public static int Reflect(int i, int length) =>
        length == 1 ? 0 : i < 0 ? Math.Min(-i, length - 1) : i >= length ? Math.Max((2 * (length - 1)) - i, 0) : i;
}
