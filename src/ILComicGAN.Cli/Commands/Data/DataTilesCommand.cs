using System.CommandLine;
using ILComicGAN.Datasets.Tiles;

namespace ILComicGAN.Cli.Commands.Data;

/// <summary>Cuts large pictures into squares.</summary>
internal static class DataTilesCommand
{
    public static Command Create()
    {
        Argument<string> input = new("input") { Description = "A folder of pictures, or one picture." };
        Option<string> output = DataOutput.Folder();
        Option<int> size = DataOutput.Size("Side of the squares.");
        Option<int?> stride = new("--stride") { Description = "Pixels from one square to the next [the size: side by side]." };
        Option<int?> maxSide = new("--max-side") { Description = "Reduce pictures to this longest side first, so that squares show more." };
        Option<bool> json = CommonOptions.Json();
        Command command = new("tiles", "Cut large pictures into squares; flat ones are left out.") { input, output, size, stride, maxSide, json };
        command.SetAction(parsed =>
        {
            TileOptions options = new()
            {
                Size = DataOutput.RequireSize(parsed.GetValue(size)),
                Stride = parsed.GetValue(stride),
                MaxSide = parsed.GetValue(maxSide),
            };
            if (options.Stride is <= 0)
            {
                throw new UsageException($"--stride {options.Stride} cannot be used; give at least 1 pixel.");
            }

            if (options.MaxSide < options.Size)
            {
                throw new UsageException($"--max-side {options.MaxSide} is less than --size {options.Size}; no square would fit.");
            }

            return Run(parsed.GetValue(input)!, parsed.GetValue(output)!, options, parsed.GetValue(json));
        });
        return command;
    }

    private static int Run(string input, string output, TileOptions options, bool json)
    {
        TileReport report;
        using (WorkProgress progress = new())
        {
            report = TileCutting.Run(input, output, options, progress.Show, progress.Say, progress.Cancellation);
        }

        DataOutput.Print(
            json,
            output,
            report,
            $"{report.Tiles} tiles of {report.Pictures} pictures. Left out: {report.Flat} flat tiles, {report.Small} pictures smaller than {options.Size}, "
            + $"{report.Unreadable} unreadable files.");
        return report.Unreadable > 0 ? ExitCode.Failure : ExitCode.Success;
    }
}
