namespace ILComicGAN.Datasets.Demonstration;

/// <summary>
/// The copyright file of a Debian package. Those in the machine-readable form (DEP-5) say for each file whose it is and under
/// which license; of the others only the text is known.
/// </summary>
internal sealed class CopyrightFile
{
    private readonly List<(string[] Patterns, string License, string Holders)> _paragraphs = [];

    /// <summary>Reads the file's text.</summary>
    public CopyrightFile(string text)
    {
        foreach (string paragraph in text.ReplaceLineEndings("\n").Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
        {
            Dictionary<string, string> fields = Fields(paragraph);
            if (fields.TryGetValue("Files", out string? files) && fields.TryGetValue("License", out string? license))
            {
                string[] patterns = files.Split([' ', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries);
                string holders = string.Join("; ", fields.GetValueOrDefault("Copyright", "").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
                _paragraphs.Add((patterns, license.Split('\n')[0].Trim(), holders));
            }
        }
    }

    /// <summary>License and holders of a file, null where the copyright file does not say.</summary>
    /// <param name="path">Where the package puts the file. The copyright file has its place in the source, whose end is the same.</param>
    public (string License, string Holders)? Find(string path)
    {
        // The last paragraph that fits is the one that counts.
        foreach ((string[] patterns, string license, string holders) in Enumerable.Reverse(_paragraphs))
        {
            if (patterns.Any(pattern => Fits(pattern, path)))
            {
                return (license, holders);
            }
        }

        return null;
    }

    private static bool Fits(string pattern, string path) =>
        pattern.Contains('*', StringComparison.Ordinal)
            ? pattern == "*" || DemonstrationTable.Matches("*/" + pattern, path)
            : Path.GetFileName(pattern) == Path.GetFileName(path);

    private static Dictionary<string, string> Fields(string paragraph)
    {
        Dictionary<string, string> fields = [];
        string? name = null;
        foreach (string line in paragraph.Split('\n'))
        {
            if (line.StartsWith(' ') || line.StartsWith('\t'))
            {
                if (name is not null)
                {
                    fields[name] += "\n" + line;
                }
            }
            else if (line.IndexOf(':', StringComparison.Ordinal) is var colon and > 0)
            {
                name = line[..colon];
                fields[name] = line[(colon + 1)..];
            }
        }

        return fields;
    }
}
