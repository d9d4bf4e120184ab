using System.CommandLine;
using ILComicGAN.Datasets.Films;

namespace ILComicGAN.Cli.Commands.Data;

/// <summary>Cuts films into training frames.</summary>
internal static class DataFramesCommand
{
    public static Command Create()
    {
        FrameOptions defaults = new();
        Argument<string[]> films = new("film") { Description = "Films that ffmpeg can read.", Arity = ArgumentArity.OneOrMore };
        Option<string> output = DataOutput.Folder();
        Option<string> every = new("--every")
        {
            Description = "A scene gives one frame, and one more per this time (seconds or h:mm:ss).",
            DefaultValueFactory = _ => "2",
        };
        Option<int> size = DataOutput.Size("Short side of the frames; smaller films keep their size.");
        Option<int> similar = new("--similar")
        {
            Description = "Drop frames that differ from another one in at most this many of 64 bits of their perceptual hash; -1 keeps all.",
            DefaultValueFactory = _ => defaults.Similar,
        };
        Option<double> blur = new("--blur")
        {
            Description = "Drop frames that are more blurred than this, from 0 to 1; 1 keeps all.",
            DefaultValueFactory = _ => defaults.Blur,
        };
        Option<string?> from = new("--from") { Description = "Where to begin, to leave out opening credits (seconds or h:mm:ss)." };
        Option<string?> to = new("--to") { Description = "Where to end." };
        Option<bool> json = CommonOptions.Json();
        Command command = new("frames", "Cut films into training frames: bars cut away, scenes found, black, blurred, fading and repeated frames dropped.")
        {
            films, output, every, size, similar, blur, from, to, json,
        };
        command.SetAction(parsed =>
        {
            FrameOptions options = new()
            {
                Every = DataOutput.ParseTime(parsed.GetValue(every)!, "--every"),
                Size = DataOutput.RequireSize(parsed.GetValue(size)),
                Similar = parsed.GetValue(similar),
                Blur = parsed.GetValue(blur),
                From = parsed.GetValue(from) is { } begin ? DataOutput.ParseTime(begin, "--from") : TimeSpan.Zero,
                To = parsed.GetValue(to) is { } end ? DataOutput.ParseTime(end, "--to") : null,
            };
            if (options.Every < TimeSpan.FromSeconds(0.1))
            {
                throw new UsageException($"--every {parsed.GetValue(every)} cannot be used; give at least 0.1 seconds.");
            }

            if (options.Similar is < -1 or > 64)
            {
                throw new UsageException($"--similar {options.Similar} cannot be used; give -1 to 64 bits.");
            }

            if (options.Blur is not (>= 0 and <= 1))
            {
                throw new UsageException($"--blur {options.Blur} cannot be used; give 0 to 1.");
            }

            if (options.To <= options.From)
            {
                throw new UsageException("--to must come after --from.");
            }

            return Run(parsed.GetValue(films)!, parsed.GetValue(output)!, options, parsed.GetValue(json));
        });
        return command;
    }

    private static int Run(string[] films, string output, FrameOptions options, bool json)
    {
        IReadOnlyList<FilmReport> reports;
        using (WorkProgress progress = new())
        {
            reports = FrameExtraction.Run(
                films, output, options, (film, share) => progress.Show(Path.GetFileName(film), share), progress.Say, progress.Cancellation);
        }

        if (json)
        {
            DataOutput.PrintJson(new { Folder = output, Kept = reports.Sum(report => report.Kept), Films = reports });
            return ExitCode.Success;
        }

        Console.WriteLine(output);
        foreach (FilmReport film in reports)
        {
            Console.Error.WriteLine(
                $"{Path.GetFileName(film.File)}: {film.Kept} frames of {film.Moments} moments in {film.Scenes} scenes. Dropped: {film.Black} black, "
                + $"{film.Uniform} uniform, {film.Fade} fading, {film.Blurred} blurred, {film.Barred} barred, {film.Duplicate} repeated. "
                + $"Picture of {film.Width}×{film.Height}: {film.Picture}.");
        }

        return ExitCode.Success;
    }
}
