namespace ILComicGAN.Training.Diagnosis;

/// <summary>One thing that a training run needs.</summary>
/// <param name="Subject">Which: “photos”, “disk”.</param>
/// <param name="Level">What it means for the run.</param>
/// <param name="Sentence">What was found and, where it is not good, what to do.</param>
public sealed record Finding(string Subject, FindingLevel Level, string Sentence);
