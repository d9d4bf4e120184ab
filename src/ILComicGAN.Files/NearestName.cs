namespace ILComicGAN.Files;

/// <summary>Guesses what a misspelled name was meant to be.</summary>
public static class NearestName
{
    /// <summary>“; did you mean 'batch'?”, or something else where no name is near.</summary>
    /// <param name="name">What was written.</param>
    /// <param name="names">What could have been meant.</param>
    /// <param name="otherwise">What stands there if nothing is near.</param>
    public static string Suggest(string name, IEnumerable<string> names, string otherwise = "") =>
        Find(name, names) is { } near ? $"; did you mean '{near}'?" : otherwise;

    /// <summary>The name with the fewest letters to change, if it is at most a third of them.</summary>
    /// <param name="name">What was written.</param>
    /// <param name="names">What could have been meant.</param>
    public static string? Find(string name, IEnumerable<string> names)
    {
        // Nobody misspells a name of hundreds of letters, and comparing takes the product of two lengths.
        if (name.Length is 0 or > 60)
        {
            return null;
        }

        string plain = Plain(name);
        return names.Select(candidate => (Name: candidate, Letters: Plain(candidate)))
            .Select(candidate => (candidate.Name, candidate.Letters.Length, Distance: Distance(plain, candidate.Letters)))
            // As many changes as there are letters make any word of any other.
            .Where(candidate => candidate.Distance <= Math.Max(1, Math.Min(plain.Length, candidate.Length) / 3) && candidate.Distance < Math.Min(plain.Length, candidate.Length))
            .OrderBy(candidate => candidate.Distance)
            .ThenBy(candidate => candidate.Name, StringComparer.Ordinal)
            .Select(candidate => candidate.Name)
            .FirstOrDefault();
    }

    /// <summary>“start_steps”, “Start-Steps” and “startSteps” are one name written in three ways.</summary>
    private static string Plain(string name) => new([.. name.Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant)]);

    /// <summary>Letters to insert, delete, replace or swap with their neighbor (Damerau and Levenshtein).</summary>
    private static int Distance(string a, string b)
    {
        int[,] d = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
        {
            for (int j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    d[i, j] = i + j;
                    continue;
                }

                int replaced = d[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                d[i, j] = Math.Min(replaced, 1 + Math.Min(d[i - 1, j], d[i, j - 1]));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
                }
            }
        }

        return d[a.Length, b.Length];
    }
}
