namespace ILComicGAN.Datasets.Demonstration;

/// <summary>What the demonstration dataset has.</summary>
/// <param name="Folder">Its folder.</param>
/// <param name="StyleSet">The style set.</param>
/// <param name="Photos">Photos for training.</param>
/// <param name="Validation">Photos that training never sees.</param>
/// <param name="Style">Style pictures.</param>
/// <param name="Packages">Packages with their versions.</param>
public sealed record DemonstrationReport(
    string Folder, string StyleSet, int Photos, int Validation, int Style, IReadOnlyDictionary<string, string> Packages);
