namespace ILComicGAN.Datasets.Smoothing;

/// <summary>What became of the pictures.</summary>
/// <param name="Pictures">Smoothed copies written.</param>
/// <param name="Unreadable">Files that are no pictures.</param>
public sealed record SmoothReport(int Pictures, int Unreadable);
