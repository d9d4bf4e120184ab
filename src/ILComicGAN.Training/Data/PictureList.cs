using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ILComicGAN.Training.Data;

/// <summary>The pictures of a folder, and a name for the set in few letters, so that weights can say what they were trained on without showing it.</summary>
/// <param name="folder">The folder.</param>
/// <param name="files">Its pictures, in order.</param>
internal sealed class PictureList(string folder, IReadOnlyList<string> files)
{
    /// <summary>The pictures, in order.</summary>
    public IReadOnlyList<string> Files => files;

    /// <summary>How many there are.</summary>
    public int Count => files.Count;

    /// <summary>“N pictures, sha256 …” of one line per picture: its path below the folder, a tab, its bytes.</summary>
    public string Description { get; } = Describe(folder, files);

    private static string Describe(string folder, IReadOnlyList<string> files)
    {
        StringBuilder list = new();
        foreach (string file in files)
        {
            string name = Path.GetRelativePath(folder, file).Replace('\\', '/');
            list.Append(CultureInfo.InvariantCulture, $"{name}\t{new FileInfo(file).Length}\n");
        }

        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(list.ToString())));
        return string.Create(CultureInfo.InvariantCulture, $"{files.Count} pictures, sha256 {hash}");
    }
}
