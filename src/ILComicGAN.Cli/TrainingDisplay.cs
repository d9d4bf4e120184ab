using System.Globalization;
using ILComicGAN.Networks.Losses;
using ILComicGAN.Training.Runs;
using Spectre.Console;

namespace ILComicGAN.Cli;

/// <summary>A run on the terminal, on stderr: a status line that is written over, and a line where one is logged.</summary>
internal sealed class TrainingDisplay : ITrainingObserver, IDisposable
{
    private readonly IAnsiConsole _console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
    private readonly bool _interactive = !Console.IsErrorRedirected;
    private bool _statusShown;

    public void OnBegin(RunBegin begin)
    {
        int start = Math.Max(0, begin.StartSteps - begin.Step), all = begin.TotalSteps - begin.Step;
        WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{all:N0} steps to do, {start:N0} of them in the start phase. How long they take is shown after the first ones; Ctrl-C saves at any time."));
    }

    public void OnStep(StepReport report)
    {
        if (report.InstanceShares is { } shares)
        {
            float mean = shares.Count > 0 ? shares.Values.Average() : float.NaN;
            WriteLine(Line(report) + string.Create(CultureInfo.InvariantCulture, $"  IN {mean:P0}  {report.ImagesPerSecond:F2} images/s  peak {report.MemoryPeak / 1048576.0:F0} MiB"));
        }
        else if (_interactive)
        {
            Clear();
            _console.Write(new Text(Line(report)));
            _statusShown = true;
        }
    }

    public void OnSheet(SheetReport sheet) => WriteLine($"Wrote {sheet.File}");

    public void OnMessage(string message) => WriteLine(message);

    public void Finish() => Clear();

    public void Dispose() => Finish();

    private static string Line(StepReport report)
    {
        string left = report.SecondsLeft is { } seconds ? $"  {TimeLeft.Text(TimeSpan.FromSeconds(seconds))}" : "";
        string losses = string.Join(' ', LossTerms.All.Where(term => report[term.Name] is not null)
            .Select(term => string.Create(CultureInfo.InvariantCulture, $"{term.Name} {report[term.Name]:F4}")));
        if (report[LossSeries.Critic] is { } critic)
        {
            losses += string.Create(
                CultureInfo.InvariantCulture,
                $" | critic {critic:F3} (real {report[LossSeries.CriticReal]:F3}, fake {report[LossSeries.CriticFake]:F3}, penalty {report[LossSeries.Penalty]:F3})");
        }

        return string.Create(
            CultureInfo.InvariantCulture, $"{report.Phase} {report.Step}/{report.TotalSteps}  {losses}{left}");
    }

    private void WriteLine(string text)
    {
        Clear();
        try
        {
            // Not through the console's layout: it would break long lines in a log file.
            Console.Error.WriteLine(text);
        }
        catch (IOException)
        {
            // The terminal was closed: nobody is there to read it, and the run is about to be saved.
        }
    }

    private void Clear()
    {
        if (_statusShown)
        {
            Console.Error.Write("\r\u001b[2K");
            _statusShown = false;
        }
    }
}
