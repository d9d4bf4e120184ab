using System.CommandLine;
using ILComicGAN.Datasets.Demonstration;

namespace ILComicGAN.Cli.Commands.Data;

/// <summary>Builds the demonstration dataset.</summary>
internal static class DataDemoCommand
{
    public static Command Create()
    {
        DemonstrationTable table = DemonstrationTable.Load();
        Option<string> output = DataOutput.Folder();
        Option<string?> style = new("--style-set")
        {
            Description = $"Which style: {string.Join("; ", table.Styles.Select(set => $"{set.Name} ({set.Description})"))} [{table.Styles[0].Name}].",
        };
        Option<bool> json = CommonOptions.Json();
        Command command = new("demo", "Build a dataset to try training with, from pictures in Debian packages (fetched by apt, some 330 MB).") { output, style, json };
        command.SetAction(parsed => Run(parsed.GetValue(output)!, table, parsed.GetValue(style), parsed.GetValue(json)));
        return command;
    }

    private static int Run(string output, DemonstrationTable table, string? style, bool json)
    {
        if (style is not null && !table.Styles.Any(set => set.Name == style))
        {
            throw new UsageException($"There is no style set '{style}'; choose one of {string.Join(", ", table.Styles.Select(set => set.Name))}.");
        }

        DemonstrationReport report;
        using (WorkProgress progress = new())
        {
            report = DemonstrationDataSet.Build(output, table, style, progress.Show, progress.Cancellation);
        }

        DataOutput.Print(
            json,
            output,
            report,
            $"{report.Photos} photos, {report.Validation} more for validation, {report.Style} style pictures; their licenses are in {Path.Combine(output, "LICENSES.md")}. "
            + $"To train on them: ilcomicgan train --photos {Quoted(output, "photos")} --style {Quoted(output, "style")} --perceptual random --target Comic --out run "
            + "(hours on a processor, all of it; '--steps 500' is a first look, and Ctrl-C saves at any time)");
        return ExitCode.Success;
    }

    /// <summary>A folder within the result as a shell takes it.</summary>
    private static string Quoted(string output, string name)
    {
        string path = Path.Combine(output, name);
        return path.All(c => char.IsLetterOrDigit(c) || c is '/' or '.' or '_' or '-' or '\\' or ':') ? path : $"\"{path}\"";
    }
}
