namespace ILComicGAN.Training.Settings;

/// <summary>Guesses what a misspelled name was meant to be.</summary>
public static class NearestName
{
    /// <summary>“; did you mean 'batch'?”, or nothing where no name is near.</summary>
    /// <param name="name">What was written.</param>
    /// <param name="names">What could have been meant.</param>
    public static string Suggest(string name, IEnumerable<string> names) =>
        Find(name, names) is { } near ? $"; did you mean '{near}'?" : "";

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

        (string Name, int Distance)[] ranked = [.. names.Select(candidate => (candidate, Distance(Plain(name), Plain(candidate)))).OrderBy(pair => pair.Item2)];
        return ranked.Length > 0 && ranked[0].Distance <= Math.Max(1, Math.Min(name.Length, ranked[0].Name.Length) / 3) ? ranked[0].Name : null;
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
