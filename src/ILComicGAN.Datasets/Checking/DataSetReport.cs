namespace ILComicGAN.Datasets.Checking;

/// <summary>What is in a dataset.</summary>
/// <param name="Photos">The first folder.</param>
/// <param name="Style">The folder of style pictures, if one was named.</param>
/// <param name="InBoth">Pairs of pictures, of the first and the style folder, that show the same.</param>
public sealed record DataSetReport(FolderReport Photos, FolderReport? Style, IReadOnlyList<IReadOnlyList<string>> InBoth)
{
    /// <summary>Whether files are broken: training leaves them out and says so.</summary>
    public bool HasBroken => Photos.Broken.Count > 0 || Style?.Broken.Count > 0;
}
