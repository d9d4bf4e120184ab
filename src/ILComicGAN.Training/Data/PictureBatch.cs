namespace ILComicGAN.Training.Data;

/// <summary>Crops for one step.</summary>
/// <param name="Values">[N, 3, S, S] in [−1, 1].</param>
/// <param name="Targets">What results are compared with, as <paramref name="Values"/>; the same array where that is the crop itself.</param>
/// <param name="Smoothed">The crops with their edges smoothed, as <paramref name="Values"/>; null if nobody asked for them.</param>
/// <param name="Places">Where each crop comes from.</param>
/// <param name="FirstSample">Number of the first sample since the beginning of the run.</param>
internal sealed record PictureBatch(
    float[] Values, float[] Targets, float[]? Smoothed, IReadOnlyList<CropPlace> Places, long FirstSample);
