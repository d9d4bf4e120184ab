using System.Text;

namespace ILComicGAN.Datasets;

/// <summary>Names of result files, one for each source: two sources of one name get numbers, so that none takes another's place.</summary>
internal sealed class ResultNames
{
    /// <summary>Bytes of each part of a name that leave room for numbers, places and extensions: file systems allow 255.</summary>
    private const int Longest = 180;

    // File systems that do not tell letters of either case apart are common.
    private readonly HashSet<string> _taken = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>A name that was not given out before.</summary>
    /// <param name="stem">What it is to be like; what file systems and shells trip over becomes “_”, folders stay.</param>
    public string For(string stem)
    {
        string clean = string.Join('/', string.Concat(stem.Select(c => char.IsLetterOrDigit(c) || c is '.' or '_' or '-' or '/' ? c : c == '\\' ? '/' : '_'))
            .Split('/').Select(Short));
        string name = clean;
        for (int i = 2; !_taken.Add(name); i++)
        {
            name = $"{clean}-{i}";
        }

        return name;
    }

    /// <summary>A name for a picture below a folder: its path there, without the extension.</summary>
    public string For(string folder, string file) => For(Path.ChangeExtension(Path.GetRelativePath(folder, file), null));

    /// <summary>The beginning of a name, no longer in UTF-8 than is allowed.</summary>
    private static string Short(string part)
    {
        int length = part.Length;
        while (Encoding.UTF8.GetByteCount(part.AsSpan(0, length)) > Longest)
        {
            length--;
        }

        return part[..length];
    }
}
