namespace ILComicGAN.Training;

/// <summary>Some samples of a batch whose gradients are computed together.</summary>
/// <param name="First">The first sample.</param>
/// <param name="Count">Samples.</param>
/// <param name="Share">Their share of the batch: what the mean over them counts in the mean over all.</param>
internal readonly record struct BatchPart(int First, int Count, double Share)
{
    /// <summary>A batch in parts as equal as can be.</summary>
    public static BatchPart[] Split(int batch, int parts) =>
    [
        .. Enumerable.Range(0, parts).Select(i =>
        {
            (int first, int end) = (i * batch / parts, (i + 1) * batch / parts);
            return new BatchPart(first, end - first, (double)(end - first) / batch);
        }),
    ];
}
