using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ILComicGAN.Training.Data;

/// <summary>The pictures of a folder, and what tells them from others: by name and content for a run that goes on, in a line for whoever reads of them.</summary>
internal sealed class PictureList
{
    private readonly string _folder;
    private IReadOnlyList<PictureEntry>? _entries;

    /// <summary>Lists pictures, none of which is read yet.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="files">Its pictures, in order.</param>
    public PictureList(string folder, IReadOnlyList<string> files)
    {
        (_folder, Files) = (folder, files);
        StringBuilder list = new();
        foreach (string file in files)
        {
            list.Append(CultureInfo.InvariantCulture, $"{NameOf(file)}\t{new FileInfo(file).Length}\n");
        }

        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(list.ToString())));
        Description = string.Create(CultureInfo.InvariantCulture, $"{files.Count} pictures, sha256 {hash}");
    }

    /// <summary>The pictures, in order.</summary>
    public IReadOnlyList<string> Files { get; }

    /// <summary>How many there are.</summary>
    public int Count => Files.Count;

    /// <summary>“N pictures, sha256 …” of one line per picture, its path below the folder, a tab, its bytes: weights can say what they were trained on without showing it.</summary>
    public string Description { get; }

    /// <summary>Names and contents. Reads all pictures, once.</summary>
    public IReadOnlyList<PictureEntry> Entries => _entries ??= [.. Files.AsParallel().AsOrdered().Select(file => new PictureEntry(NameOf(file), HashOf(file)))];

    private string NameOf(string file) => Path.GetRelativePath(_folder, file).Replace('\\', '/');

    private static string HashOf(string file)
    {
        try
        {
            using FileStream stream = new(InputFile.Open(file), FileAccess.Read);
            return Convert.ToHexStringLower(SHA256.HashData(stream));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Whoever reads pictures says so, and leaves it out. Should it be readable one day, the data are others.
            return "unreadable";
        }
    }
}
