namespace ILComicGAN.Imaging;

/// <summary>The pictures below a folder, in an order that does not depend on the machine.</summary>
public static class ImageFolder
{
    private static readonly string[] s_extensions = [".jpg", ".jpeg", ".png", ".webp", ".bmp", ".tif", ".tiff", ".gif"];

    /// <summary>Whether a file's name says that it is a picture.</summary>
    public static bool IsPicture(string path) =>
        s_extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    /// <summary>All pictures in <paramref name="folder"/> and below, sorted by path.</summary>
    /// <exception cref="DataSetException">The folder is missing, unreadable or has no pictures.</exception>
    public static IReadOnlyList<string> List(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new DataSetException($"The folder '{folder}' does not exist; name a folder with pictures.");
        }

        string[] files;
        try
        {
            files = [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .Where(IsPicture)
                .OrderBy(path => Path.GetRelativePath(folder, path).Replace('\\', '/'), StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataSetException($"The folder '{folder}' cannot be read ({e.Message}); check its permissions.", e);
        }

        return files.Length > 0
            ? files
            : throw new DataSetException(
                $"The folder '{folder}' has no pictures; put some in ({string.Join(", ", s_extensions)}).");
    }
}
