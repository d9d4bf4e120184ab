namespace ILComicGAN.Kernels.Normalization;

/// <summary>
/// Count, mean and sum of squared deviations, which can be merged (Chan): one pass over the data without the
/// cancellation of Σx² − (Σx)²/n.
/// </summary>
internal struct Moments
{
    public float Count, Mean, Squares;

    public static Moments Merge(Moments a, Moments b)
    {
        float count = a.Count + b.Count;
        float share = count > 0f ? b.Count / count : 0f;
        float apart = b.Mean - a.Mean;
        return new Moments
        {
            Count = count,
            Mean = a.Mean + (apart * share),
            Squares = a.Squares + b.Squares + (apart * apart * a.Count * share),
        };
    }
}
