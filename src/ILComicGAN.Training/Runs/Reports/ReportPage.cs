using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ILComicGAN.Training.Runs.Reports;

/// <summary>
/// The page that shows a run. As a report it is one file with everything in it, which needs no server, no network and no
/// other file; as the dashboard's page it asks for the data again and again. Either way its policy forbids it to load
/// anything from anywhere else.
/// </summary>
public static class ReportPage
{
    /// <summary>Bytes of picture sheets in a report; if there are more, some sheets in between are left out.</summary>
    private const long SheetBudget = 8 << 20;

    private static readonly Lazy<string> s_style = new(() => Resource("report.css"));
    private static readonly Lazy<string> s_script = new(() => Resource("report.js"));

    /// <summary>Writes the report of a run into one file, atomically: a reader sees either the former report or the new one.</summary>
    /// <param name="run">The run, just refreshed.</param>
    /// <param name="running">Whether this process trains it.</param>
    /// <param name="file">Where to.</param>
    /// <exception cref="IOException">A file cannot be read or written.</exception>
    public static void Write(RunReader run, bool running, string file) =>
        AtomicFile.Write(file, stream => stream.Write(Encoding.UTF8.GetBytes(Report(run, running))));

    /// <summary>The report of a run as a page with everything in it.</summary>
    /// <param name="run">The run, just refreshed.</param>
    /// <param name="running">Whether this process trains it.</param>
    public static string Report(RunReader run, bool running)
    {
        PageData data = PageData.Of(run, running);
        data = data with { Sheets = [] };
        StringBuilder pictures = new();
        foreach (int step in ThatFit(run))
        {
            byte[] jpeg = InputFile.ReadAllBytes(run.Folder.Sheet(step));
            pictures.Append(pictures.Length > 0 ? ",\n" : "")
                .Append(CultureInfo.InvariantCulture, $"{{\"step\":{step},\"source\":\"data:image/jpeg;base64,{Convert.ToBase64String(jpeg)}\"}}");
        }

        return Compose(run.Name, Encoding.UTF8.GetString(data.ToJson()), $"[{pictures}]", "'none'", "data:");
    }

    /// <summary>The dashboard's page, which asks its server for the data.</summary>
    /// <param name="name">The run's name.</param>
    public static string Live(string name) => Compose(name, "null", "null", "'self'", "'self'");

    private static string Compose(string name, string data, string sheets, string connect, string images)
    {
        string policy = $"default-src 'none'; base-uri 'none'; form-action 'none'; img-src {images}; connect-src {connect}; "
            + $"style-src {Hash(s_style.Value)}; script-src {Hash(s_script.Value)}";
        // One pass over the template, so that a run's name is never mistaken for a placeholder.
        StringBuilder page = new();
        string template = Resource("report.html");
        int begin = 0;
        for (int open = template.IndexOf("{{", StringComparison.Ordinal); open >= 0; open = template.IndexOf("{{", begin, StringComparison.Ordinal))
        {
            int close = template.IndexOf("}}", open, StringComparison.Ordinal);
            page.Append(template, begin, open - begin).Append(template[(open + 2)..close] switch
            {
                "policy" => policy,
                "name" => System.Net.WebUtility.HtmlEncode(name),
                "style" => s_style.Value,
                "script" => s_script.Value,
                "data" => data,
                "sheets" => sheets,
                string other => throw new InvalidOperationException($"The page has no '{other}'."),
            });
            begin = close + 2;
        }

        return page.Append(template, begin, template.Length - begin).ToString();
    }

    /// <summary>All sheets, or evenly chosen ones with the first and the last, whose bytes stay within the budget.</summary>
    private static List<int> ThatFit(RunReader run)
    {
        IReadOnlyList<int> all = run.Sheets();
        long[] sizes = [.. all.Select(step => new FileInfo(run.Folder.Sheet(step)).Length)];
        for (int count = all.Count; count > 2; count--)
        {
            int[] chosen = [.. Enumerable.Range(0, count).Select(i => (int)Math.Round(i * (all.Count - 1.0) / (count - 1)))];
            if (chosen.Sum(i => sizes[i]) <= SheetBudget)
            {
                return [.. chosen.Select(i => all[i])];
            }
        }

        return all.Count > 2 ? [all[0], all[^1]] : [.. all];
    }

    private static string Hash(string text) => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}'";

    private static string Resource(string name)
    {
        using Stream stream = typeof(ReportPage).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The page's part '{name}' is missing.");
        using StreamReader reader = new(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
