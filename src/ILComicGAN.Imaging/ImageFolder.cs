using ILComicGAN.Files;

namespace ILComicGAN.Imaging;

/// <summary>The pictures below a folder, in an order that does not depend on the machine.</summary>
/// <param name="Pictures">Their paths, sorted.</param>
/// <param name="OtherFiles">How many files are not named like pictures.</param>
/// <param name="Problems">Folders within that cannot be read, each with a sentence on why.</param>
public sealed record ImageFolder(IReadOnlyList<string> Pictures, int OtherFiles, IReadOnlyDictionary<string, string> Problems)
{
    private static readonly string[] s_extensions =
        [".jpg", ".jpeg", ".jfif", ".jpe", ".jif", ".jfi", ".pjpeg", ".pjp", ".png", ".webp", ".bmp", ".dib", ".tif", ".tiff", ".gif"];

    /// <summary>Whether a file's name says that it is a picture; what macOS keeps beside each file (“._name”) is none.</summary>
    public static bool IsPicture(string path) =>
        s_extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase)
        && !Path.GetFileName(path.AsSpan()).StartsWith("._", StringComparison.Ordinal);

    /// <summary>All pictures in <paramref name="folder"/> and below, sorted by path.</summary>
    /// <exception cref="DataSetException">The folder is missing, unreadable in parts or has no pictures.</exception>
    public static IReadOnlyList<string> List(string folder)
    {
        ImageFolder found = Read(folder);
        return found.Problems.Count == 0 ? found.Pictures : throw new DataSetException(found.Problems.Values.First());
    }

    /// <summary>Looks through <paramref name="folder"/> and what is below; each folder is visited once, whatever links lead to it.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="without">A folder that is left out: where results go; null for none.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="DataSetException">The folder is missing, unreadable or has no pictures.</exception>
    public static ImageFolder Read(string folder, string? without = null, CancellationToken cancellation = default)
    {
        if (!Directory.Exists(folder))
        {
            throw new DataSetException($"The folder '{folder}' {InputFile.MissingBecause(folder)}.");
        }

        FolderContents contents = FolderContents.Of(folder, without, cancellation);
        string[] pictures = [.. contents.Files.Where(IsPicture)];
        if (pictures.Length > 0)
        {
            return new ImageFolder(pictures, contents.Files.Count - pictures.Length, contents.Problems);
        }

        throw new DataSetException(
            contents.Problems.Count > 0 ? contents.Problems.Values.First()
            : $"The folder '{folder}' has no pictures; put some in ({string.Join(", ", s_extensions)}).");
    }
}
