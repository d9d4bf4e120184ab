using System.CommandLine;
using ILComicGAN.Training.Runs;
using ILComicGAN.Training.Runs.Reports;

namespace ILComicGAN.Cli.Commands;

/// <summary>Shows a run as a page in one file, or live in a browser.</summary>
internal static class ReportCommand
{
    public static Command Create()
    {
        Argument<string> run = new("run") { Description = "The run's folder." };
        Option<string?> output = new("--out", "-o") { Description = "The page's file [report.html in the run's folder]." };
        Option<int?> serve = CommonOptions.Port("--serve", "Instead of a file, show the run in a browser on this machine until Ctrl-C; follows a run that goes on.");
        Command command = new("report", "Write a page that shows a run: pictures, curves, settings, in one file.") { run, output, serve };
        command.SetAction(parsed =>
        {
            RunReader reader = Open(parsed.GetValue(run)!);
            string? file = parsed.GetValue(output);
            if (parsed.GetResult(serve) is not null)
            {
                return file is null
                    ? Serve(() => CommonOptions.Dashboard(parsed, serve, reader.Folder, running: false))
                    : throw new UsageException("--serve and --out exclude each other.");
            }

            file ??= reader.Folder.Report;
            ReportPage.Write(reader, running: false, file);
            foreach (string fault in reader.Faults())
            {
                Console.Error.WriteLine(fault);
            }

            Console.WriteLine(file);
            return ExitCode.Success;
        });
        return command;
    }

    private static RunReader Open(string path)
    {
        RunFolder folder = new(path);
        RunReader run = new(folder);
        run.Refresh();
        if (run.IsEmpty)
        {
            string[] faults = [.. run.Faults()];
            throw new UsageException(faults.Length > 0
                ? $"Nothing of the run in '{folder.Path}' can be shown: {string.Join(' ', faults)}"
                : Directory.Exists(folder.Path)
                ? $"The folder '{folder.Path}' holds no run: there is no log.jsonl, journal.jsonl or sheet in it."
                : $"There is no folder '{folder.Path}'; name the one that 'train --out' was given.");
        }

        return run;
    }

    private static int Serve(Func<IDisposable?> start)
    {
        using IDisposable? server = start();
        using CancellationTokenSource stop = new();
        using TerminationSignal signal = new(stop);
        Console.CancelKeyPress += (_, cancel) =>
        {
            cancel.Cancel = true;
            stop.Cancel();
        };
        stop.Token.WaitHandle.WaitOne();
        return ExitCode.Success;
    }
}
