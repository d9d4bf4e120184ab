using System.Globalization;
using System.Net;
using System.Text;

namespace ILComicGAN.PtxMachine.Counting;

/// <summary>An HTML page of counted launches, with each kernel's PTX and the counts beside its lines.</summary>
public static class CountsPage
{
    /// <summary>The whole page.</summary>
    /// <param name="title">Its heading.</param>
    /// <param name="launches">In order.</param>
    public static string Render(string title, IReadOnlyList<KernelCounts> launches)
    {
        ArgumentNullException.ThrowIfNull(launches);
        StringBuilder page = new();
        page.Append(CultureInfo.InvariantCulture, $$"""
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><title>{{Text(title)}}</title>
            <style>
            body { font: 15px/1.45 system-ui, sans-serif; margin: 2em auto; max-width: 75em; padding: 0 1em; }
            table { border-collapse: collapse; margin: 1em 0; } td, th { padding: .15em .8em .15em 0; text-align: right; vertical-align: top; }
            th { border-bottom: 1px solid; } .code { font: 12px/1.35 ui-monospace, monospace; } .code td:first-child, .left { text-align: left; white-space: pre; }
            .bad { background: #fdd; } .hot { background: #ffe9b8; } .note { color: #555; }
            </style></head><body><h1>{{Text(title)}}</h1>
            <p class="note">Counted by running the PTX; nothing here was timed. Times are the least that a model of the card's units allows.</p>

            """);
        foreach (KernelCounts launch in launches)
        {
            Append(page, launch);
        }

        return page.Append("</body></html>\n").ToString();
    }

    private static void Append(StringBuilder page, KernelCounts counts)
    {
        page.Append(CultureInfo.InvariantCulture, $"<h2>{Text(counts.Kernel.Name)}</h2>\n<p>{counts.Grid.Count:N0} groups of {counts.Group.Count} threads, {counts.SharedBytes:N0} bytes of shared memory each; ");
        page.Append(CultureInfo.InvariantCulture, $"{counts.WarpInstructions:N0} instructions of warps with {counts.ActiveShare:P1} of their lanes active; {counts.Flops + counts.MatrixFlops:N0} floating-point operations.</p>\n");
        page.Append("<table><tr><th class=\"left\">model</th>");
        string[] units = [.. CardLimits.BuiltIn.SelectMany(card => TimeBound.Of(counts, card).Limits.Keys).Distinct()];
        page.AppendJoin("", units.Select(unit => $"<th>{unit} µs</th>")).Append("<th>bound</th></tr>\n");
        foreach (CardLimits card in CardLimits.BuiltIn)
        {
            TimeBound bound = TimeBound.Of(counts, card);
            page.Append(CultureInfo.InvariantCulture, $"<tr><td class=\"left\">{card.Name}</td>");
            foreach (string unit in units)
            {
                page.Append(CultureInfo.InvariantCulture, $"<td{(unit == bound.LimitedBy ? " class=\"hot\"" : "")}>{bound.Limits[unit] * 1e6:F1}</td>");
            }

            page.Append(CultureInfo.InvariantCulture, $"<td>{bound.LimitedBy}</td></tr>\n");
        }

        page.Append("</table>\n");
        AppendSource(page, counts);
        page.Append("<table class=\"code\"><tr><th class=\"left\">PTX</th><th>warps</th><th>lanes</th><th>sectors or passes / request</th><th>least</th></tr>\n");
        Dictionary<int, LineCounts> lines = [];
        foreach (LineCounts line in counts.Lines)
        {
            lines[line.Line] = line;
        }

        long most = Math.Max(1, counts.Lines.Max(line => line.Executions));
        string[] text = counts.Kernel.Text.Split('\n');
        for (int i = 0; i < text.Length; i++)
        {
            if (!lines.TryGetValue(i + 1, out LineCounts? line))
            {
                page.Append(CultureInfo.InvariantCulture, $"<tr><td>{Text(text[i].Replace("\t", "  ", StringComparison.Ordinal).TrimEnd('\r', '\0'))}</td></tr>\n");
                continue;
            }

            AccessCounts? access = line.Access is { Requests: > 0 } a ? a : null;
            (long moved, long least) = access is null ? (0, 0) : access.Passes > 0 ? (access.Passes, access.LeastPasses) : (access.Sectors, access.LeastSectors);
            string style = access is not null && moved > 1.5 * least ? " class=\"bad\"" : line.Executions == most ? " class=\"hot\"" : "";
            page.Append(CultureInfo.InvariantCulture, $"<tr{style}><td>{Text(text[i].Replace("\t", "  ", StringComparison.Ordinal).TrimEnd('\r'))}</td><td>{line.Executions:N0}</td>");
            page.Append(CultureInfo.InvariantCulture, $"<td>{(line.Executions == 0 ? 0 : line.Lanes / (double)line.Executions):F1}</td>");
            page.Append(PerRequest(access?.Requests ?? 0, moved, least)).Append("</tr>\n");
        }

        page.Append("</table>\n");
    }

    private static void AppendSource(StringBuilder page, KernelCounts counts)
    {
        IReadOnlyList<SourceCounts> lines = counts.BySource;
        if (lines.Count == 0)
        {
            return;
        }

        page.Append("<table class=\"code\"><tr><th class=\"left\">C# line</th><th>instructions</th><th>lanes</th><th>sectors / request</th><th>least</th><th>passes / request</th><th>least</th></tr>\n");
        foreach (SourceCounts line in lines)
        {
            (AccessCounts global, AccessCounts shared) = (line.Global, line.Shared);
            bool bad = global.Sectors > 1.5 * global.LeastSectors || shared.Passes > 1.5 * shared.LeastPasses;
            page.Append(CultureInfo.InvariantCulture, $"<tr{(bad ? " class=\"bad\"" : "")}><td>{Text(line.Source.ToString())}</td><td>{line.Executions:N0}</td>");
            page.Append(CultureInfo.InvariantCulture, $"<td>{(line.Executions == 0 ? 0 : line.Lanes / (double)line.Executions):F1}</td>");
            page.Append(PerRequest(global.Requests, global.Sectors, global.LeastSectors)).Append(PerRequest(shared.Requests, shared.Passes, shared.LeastPasses)).Append("</tr>\n");
        }

        page.Append("</table>\n");
    }

    private static string PerRequest(long requests, long moved, long least) => requests == 0
        ? "<td></td><td></td>"
        : string.Create(CultureInfo.InvariantCulture, $"<td>{moved / (double)requests:F2}</td><td>{least / (double)requests:F2}</td>");

    private static string Text(string plain) => WebUtility.HtmlEncode(plain);
}
