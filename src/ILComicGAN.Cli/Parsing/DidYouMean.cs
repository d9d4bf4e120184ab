namespace ILComicGAN.Cli.Parsing;

/// <summary>The name that was probably meant by one with a slip in it.</summary>
internal static class DidYouMean
{
    /// <summary>Of known names the nearest, null where none is near.</summary>
    public static string? Find(string name, IEnumerable<string> known)
    {
        // One slip in three letters is a slip; more is another word.
        int most = Math.Max(1, name.Trim('-').Length / 3);
        return known.Select(candidate => (Name: candidate, Distance: Distance(name, candidate)))
            .Where(candidate => candidate.Distance <= most && candidate.Name.Trim('-').Length > most)
            .OrderBy(candidate => candidate.Distance)
            .ThenBy(candidate => candidate.Name, StringComparer.Ordinal)
            .Select(candidate => candidate.Name)
            .FirstOrDefault();
    }

    /// <summary>A half-sentence with the nearest name: “; did you mean 'x'?”, or a full stop.</summary>
    public static string Sentence(string name, IEnumerable<string> known) => Find(name, known) is { } meant ? $"; did you mean '{meant}'?" : ".";

    /// <summary>Letters to insert, remove, replace, or exchange with their neighbor.</summary>
    private static int Distance(string a, string b)
    {
        int[,] table = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
        {
            for (int j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    table[i, j] = i + j;
                    continue;
                }

                bool same = char.ToUpperInvariant(a[i - 1]) == char.ToUpperInvariant(b[j - 1]);
                table[i, j] = Math.Min(Math.Min(table[i - 1, j], table[i, j - 1]) + 1, table[i - 1, j - 1] + (same ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    table[i, j] = Math.Min(table[i, j], table[i - 2, j - 2] + 1);
                }
            }
        }

        return table[a.Length, b.Length];
    }
}
