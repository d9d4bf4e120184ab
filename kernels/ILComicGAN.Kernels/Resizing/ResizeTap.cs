namespace ILComicGAN.Kernels.Resizing;

/// <summary>The two source positions of one target position and the second one's weight.</summary>
internal struct ResizeTap
{
    public int First;
    public int Second;
    public float Weight;

    /// <summary>
    /// The source center is ((2i + 1)·in − out)/(2·out); whole-number division gives position and weight without rounding,
    /// so a kernel and its adjoint never disagree.
    /// </summary>
    public static ResizeTap At(int index, int inSize, int outSize, int linear)
    {
        ResizeTap tap = default;
        if (linear == 0)
        {
            tap.First = (int)((long)index * inSize / outSize);
            tap.Second = tap.First;
            return tap;
        }

        long numerator = Math.Max((((2L * index) + 1) * inSize) - outSize, 0);
        tap.First = (int)(numerator / (2L * outSize));
        tap.Second = Math.Min(tap.First + 1, inSize - 1);
        tap.Weight = (float)(int)(numerator - (2L * outSize * tap.First)) / (2f * outSize);
        return tap;
    }

    /// <summary>How much source position <paramref name="source"/> counts.</summary>
    public readonly float WeightOf(int source) =>
        (First == source ? 1 - Weight : 0) + (Second == source ? Weight : 0);

    /// <summary>A target position at or before the first one that reads <paramref name="source"/>.</summary>
    public static int FirstReader(int source, int inSize, int outSize) =>
        source == 0 ? 0 : (int)Math.Max(((source - 1L) * outSize / inSize) - 1, 0);

    /// <summary>A target position at or behind the last one that reads <paramref name="source"/>.</summary>
    public static int LastReader(int source, int inSize, int outSize) =>
        source == inSize - 1 ? outSize - 1 : (int)Math.Min(((source + 2L) * outSize / inSize) + 1, outSize - 1);
}
