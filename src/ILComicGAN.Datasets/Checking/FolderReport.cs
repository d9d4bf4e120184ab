namespace ILComicGAN.Datasets.Checking;

/// <summary>What is in a folder of pictures. Files are named by their paths in it.</summary>
/// <param name="Folder">The folder.</param>
/// <param name="Pictures">Pictures that can be read.</param>
/// <param name="Unread">Pictures by their names, of kinds that are not read.</param>
/// <param name="OtherFiles">Files whose names are not those of pictures.</param>
/// <param name="SmallestSide">The shortest short side.</param>
/// <param name="MedianSide">The median of the short sides.</param>
/// <param name="Colors">Color statistics.</param>
/// <param name="Broken">Files and folders within that cannot be read, with the reason.</param>
/// <param name="Tiny">Pictures whose short side is below the size of the crops, with their sizes.</param>
/// <param name="Gray">Pictures without color.</param>
/// <param name="Flat">Pictures that show nothing.</param>
/// <param name="Transparent">Pictures with clear places, which training would see as whatever color lies below.</param>
/// <param name="Duplicates">Groups of files that are equal byte by byte.</param>
/// <param name="NearDuplicates">Groups of pictures that show the same.</param>
public sealed record FolderReport(
    string Folder,
    int Pictures,
    IReadOnlyList<string> Unread,
    int OtherFiles,
    int SmallestSide,
    int MedianSide,
    ColorStatistics Colors,
    IReadOnlyDictionary<string, string> Broken,
    IReadOnlyDictionary<string, string> Tiny,
    IReadOnlyList<string> Gray,
    IReadOnlyList<string> Flat,
    IReadOnlyList<string> Transparent,
    IReadOnlyList<IReadOnlyList<string>> Duplicates,
    IReadOnlyList<IReadOnlyList<string>> NearDuplicates);
