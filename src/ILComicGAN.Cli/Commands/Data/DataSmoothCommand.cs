using System.CommandLine;
using ILComicGAN.Datasets.Smoothing;

namespace ILComicGAN.Cli.Commands.Data;

/// <summary>Makes edge-smoothed copies.</summary>
internal static class DataSmoothCommand
{
    public static Command Create()
    {
        Argument<string> input = new("input") { Description = "A folder of pictures, or one picture." };
        Option<string> output = DataOutput.Folder();
        Option<bool> json = CommonOptions.Json();
        Command command = new("smooth", "Make copies without clear edges, as CartoonGAN and AnimeGAN show their critic.") { input, output, json };
        command.SetAction(parsed => Run(parsed.GetValue(input)!, parsed.GetValue(output)!, parsed.GetValue(json)));
        return command;
    }

    private static int Run(string input, string output, bool json)
    {
        SmoothReport report;
        using (WorkProgress progress = new())
        {
            report = FolderSmoothing.Run(input, output, progress.Show, progress.Say, progress.Cancellation);
        }

        DataOutput.Print(json, output, report, $"{report.Pictures} pictures smoothed; {report.Unreadable} unreadable files.");
        return report.Unreadable > 0 ? ExitCode.Failure : ExitCode.Success;
    }
}
