using System.Globalization;
using System.Text;
using ILComicGAN.GpuCheck.Entries;
using ILComicGAN.GpuCheck.Running;

namespace ILComicGAN.GpuCheck.Reports;

/// <summary>The report for people.</summary>
internal static class MarkdownReport
{
    private const string Peers = "pytorch";

    public static string Of(Report report)
    {
        StringBuilder text = new();
        int leftOut = report.Parts.Count(part => part.Outcome == PartOutcome.LeftOut);
        int wrong = report.Parts.Sum(part => part.Wrong.Count), compared = report.Parts.Sum(part => part.Entries.OfType<Comparison>().Count());
        Line(text, $"# ILComicGAN on {report.Device}: {(report.Right ? "right" : "WRONG")}{(report.Complete ? "" : ", so far")}");
        Line(text, $"");
        Line(text, $"{report.Started:yyyy-MM-dd HH:mm} UTC, {report.Seconds:F0} s. {compared} comparisons, {wrong} of them wrong.{(leftOut > 0 ? $" Parts left out: {leftOut}." : "")}{(report.Small ? " Smallest sizes, and times of the processor: this is no measure of a card." : "")}");
        Parts(text, report);
        Wrong(text, report);
        SideBySide(text, report, "whole", "Generator passes and training steps, ms", "Bursts by the wall clock, as a user waits. PyTorch: the best of its ways, named where it is not NCHW step by step.");
        SideBySide(text, report, "layers", "Layers, ms", "Each convolution of a training step alone, by the card's clock, caches flushed, medians. Model: the engine's estimate of the kernel it chose. Bound: arithmetic without tensor cores, or memory, whichever takes longer, at the peaks that the estimates assume.");
        Kernels(text, report);
        Facts(text, report);
        return text.ToString();
    }

    private static void Parts(StringBuilder text, Report report)
    {
        Line(text, $"");
        Line(text, $"| part | | compared | nearest to its tolerance | seconds |");
        Line(text, $"| --- | --- | --- | --- | --- |");
        foreach (PartResult part in report.Parts)
        {
            Comparison[] all = [.. part.Entries.OfType<Comparison>()];
            Comparison? nearest = all.Where(one => one is { Error: not null, Tolerance: > 0 }).MaxBy(one => one.Error / one.Tolerance);
            string outcome = part.Outcome switch
            {
                PartOutcome.LeftOut => "left out",
                PartOutcome.Crashed => "**CRASHED**",
                PartOutcome.Ended => "**DID NOT END**",
                _ when all.Length == 0 && !part.Entries.OfType<Timing>().Any() => "nothing",
                _ => part.IsRight ? "right" : "**WRONG**",
            };
            string where = nearest is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{nearest.Name}: {nearest.Error:G2} of {nearest.Tolerance:G2}");
            Line(text, $"| {part.Title} | {outcome} | {all.Length} | {Cell(where)} | {part.Seconds:F1} |");
        }
    }

    private static void Wrong(StringBuilder text, Report report)
    {
        foreach (PartResult part in report.Parts.Where(part => part.Remark is not null || part.Wrong.Count > 0))
        {
            Line(text, $"");
            Line(text, $"**{part.Title}**{(part.Remark is null ? "" : $": {part.Remark}")}");
            Line(text, $"");
            foreach (Comparison one in part.Wrong)
            {
                Line(text, $"- {one.Name}: {one.Text}{(one.Error is null ? "" : $" off by {one.Error:G3}, at most {one.Tolerance:G3}")}");
            }
        }
    }

    private static void SideBySide(StringBuilder text, Report report, string name, string title, string explanation)
    {
        Timing[] ours = [.. Timings(report, name)];
        if (ours.Length == 0)
        {
            return;
        }

        ILookup<(string, string), Timing> theirs = Timings(report, Peers).ToLookup(one => (one.Name, one.Precision));
        bool modelled = ours.Any(one => one.Model is not null);
        Heading(text, title, explanation);
        Line(text, $"| | | ours | PyTorch | PyTorch / ours |{(modelled ? " model | ours / model | bound / ours | |" : " |")}");
        Line(text, $"| --- | --- | --- | --- | --- |{(modelled ? " --- | --- | --- | --- |" : " --- |")}");
        foreach (Timing one in ours)
        {
            Timing? best = theirs[(one.Name, one.Precision)].MinBy(peer => peer.Seconds);
            string way = best is null || best.Text == "NCHW" ? "" : $" ({best.Text})";
            string row = $"| {Cell(one.Name)} | {one.Precision} | {Milliseconds(one.Seconds)} | {(best is null ? "–" : Milliseconds(best.Seconds))}{way} | {Ratio(best?.Seconds, one.Seconds)} |";
            Line(text, $"{row}{(modelled ? $" {(one.Model is { } model ? Milliseconds(model) : "–")} | {Ratio(one.Seconds, one.Model)} | {Ratio(one.Bound, one.Seconds)} |" : "")} {Cell(one.Text ?? "")} |");
        }
    }

    private static void Kernels(StringBuilder text, Report report)
    {
        Timing[] all = [.. Timings(report, "kernels")];
        if (all.Length == 0)
        {
            return;
        }

        Heading(text, "Kernels alone, ms", "As the table of layers; the share of the bound exceeds 1 where tensor cores or Winograd's transforms save arithmetic.");
        Line(text, $"| kernel | shape | measured | model | measured / model | bound / measured |");
        Line(text, $"| --- | --- | --- | --- | --- | --- |");
        foreach (Timing one in all)
        {
            Line(text, $"| {one.Name} | {one.Text} | {Milliseconds(one.Seconds)} | {(one.Model is { } model ? Milliseconds(model) : "–")} | {Ratio(one.Seconds, one.Model)} | {Ratio(one.Bound, one.Seconds)} |");
        }
    }

    private static void Facts(StringBuilder text, Report report)
    {
        Heading(text, "Facts", "What the parts wrote down besides.");
        foreach ((string title, Fact fact) in report.Parts.SelectMany(part => part.Entries.OfType<Fact>().Select(fact => (part.Title, fact))))
        {
            Line(text, $"- {title}: {fact.Name}: {fact.Text}");
        }
    }

    private static void Heading(StringBuilder text, string title, string explanation)
    {
        Line(text, $"");
        Line(text, $"## {title}");
        Line(text, $"");
        Line(text, $"{explanation}");
        Line(text, $"");
    }

    private static IEnumerable<Timing> Timings(Report report, string part) =>
        report.Parts.Where(one => one.Name == part).SelectMany(one => one.Entries.OfType<Timing>());

    private static string Milliseconds(double seconds) => (1e3 * seconds).ToString("0.000", CultureInfo.InvariantCulture);

    private static string Ratio(double? over, double? under) =>
        over is { } a && under is > 0 and { } b ? (a / b).ToString("0.00", CultureInfo.InvariantCulture) : "–";

    /// <summary>A bar would end the cell.</summary>
    private static string Cell(string text) => text.Replace('|', '/');

    private static void Line(StringBuilder text, FormattableString line) => text.Append(FormattableString.Invariant(line)).Append('\n');
}
