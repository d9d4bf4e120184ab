using ILComicGAN.Files;
using ILComicGAN.Imaging.Formats;

namespace ILComicGAN.Imaging;

/// <summary>The pictures below a folder, in an order that does not depend on the machine.</summary>
/// <param name="Pictures">Their paths, sorted.</param>
/// <param name="Unread">Pictures by their names, of kinds that are not read (HEIC, AVIF, cameras' raw files …).</param>
/// <param name="OtherFiles">How many files are not named like pictures that are read.</param>
/// <param name="Problems">Folders within that cannot be read, each with a sentence on why.</param>
public sealed record ImageFolder(
    IReadOnlyList<string> Pictures, IReadOnlyList<string> Unread, int OtherFiles, IReadOnlyDictionary<string, string> Problems)
{
    private static readonly string[] s_extensions =
        [".jpg", ".jpeg", ".jfif", ".jpe", ".jif", ".jfi", ".pjpeg", ".pjp", ".png", ".webp", ".bmp", ".dib", ".tif", ".tiff", ".gif"];

    /// <summary>What to tell of the folder: folders within that cannot be read, and pictures of kinds that are not.</summary>
    public IEnumerable<string> Notes => UnreadNote is { } unread ? Problems.Values.Append(unread) : Problems.Values;

    /// <summary>A sentence on pictures of kinds that are not read; null if there are none.</summary>
    public string? UnreadNote => Unread.Count switch
    {
        0 => null,
        1 => $"'{Unread[0]}' is left out: pictures of this kind are not read; save it as JPEG or PNG.",
        _ => $"'{Unread[0]}' and {Unread.Count - 1} more like it are left out: pictures of these kinds are not read; save them as JPEG or PNG.",
    };

    /// <summary>Whether a file's name says that it is a picture; what macOS keeps beside each file (“._name”) is none.</summary>
    public static bool IsPicture(string path) =>
        s_extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase) && !IsAppleDouble(path);

    private static bool IsUnread(string path) => PictureSignature.IsUnreadKind(path) && !IsAppleDouble(path);

    private static bool IsAppleDouble(string path) => Path.GetFileName(path.AsSpan()).StartsWith("._", StringComparison.Ordinal);

    /// <summary>All pictures in <paramref name="folder"/> and below, sorted by path.</summary>
    /// <exception cref="DataSetException">The folder is missing, unreadable in parts or has no pictures.</exception>
    public static IReadOnlyList<string> List(string folder) => ReadWhole(folder).Pictures;

    /// <summary>As <see cref="Read"/>, for work that must not begin where parts cannot be read.</summary>
    /// <exception cref="DataSetException">The folder is missing, unreadable in parts or has no pictures.</exception>
    public static ImageFolder ReadWhole(string folder)
    {
        ImageFolder found = Read(folder);
        return found.Problems.Count == 0 ? found : throw new DataSetException(found.Problems.Values.First());
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
        ImageFolder found = new(pictures, [.. contents.Files.Where(IsUnread)], contents.Files.Count - pictures.Length, contents.Problems);
        if (pictures.Length > 0)
        {
            return found;
        }

        throw new DataSetException(
            contents.Problems.Count > 0 ? contents.Problems.Values.First()
            : found.UnreadNote is { } note ? $"The folder '{folder}' has no pictures that can be read. {note}"
            : $"The folder '{folder}' has no pictures; put some in ({string.Join(", ", s_extensions)}).");
    }
}
