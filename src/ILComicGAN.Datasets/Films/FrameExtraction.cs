using System.Globalization;
using ILComicGAN.Datasets.Measures;
using ILComicGAN.Files;
using ILComicGAN.Imaging;

namespace ILComicGAN.Datasets.Films;

/// <summary>
/// Cuts films into training frames: bars are cut away, scenes found, the sharpest frame of each moment taken, and black,
/// uniform, fading, blurred and repeated ones dropped.
/// </summary>
public static class FrameExtraction
{
    /// <summary>Looked-at frames per second; scene changes are found to this precision.</summary>
    private const int Rate = 12;

    private const int BarSamples = 16;

    /// <summary>Of the wanted short side, what bars inside a frame must leave.</summary>
    private const double SmallestShare = 0.75;

    /// <summary>Cuts films into a new folder of PNG files named after film and time.</summary>
    /// <param name="films">Films; a frame is compared with those of all of them.</param>
    /// <param name="output">The folder: missing or empty. It appears when all films are done.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Is told the film and the share of it that is done.</param>
    /// <param name="say">Gets sentences on what is unusual about a film.</param>
    /// <param name="cancellation">Stops the work; then nothing is written.</param>
    /// <exception cref="DataSetException">A film cannot be read, there is no ffmpeg, or no frame is left.</exception>
    public static IReadOnlyList<FilmReport> Run(
        IReadOnlyList<string> films,
        string output,
        FrameOptions options,
        Action<string, double>? progress = null,
        Action<string>? say = null,
        CancellationToken cancellation = default)
    {
        // All films are looked at before the first one is worked on for half an hour.
        List<Film> opened = [.. films.Select(film => Film.Open(film, cancellation))];
        using OutputFolder folder = OutputFolder.Begin(output);
        List<Fingerprint> seen = [];
        ResultNames names = new();
        List<FilmReport> reports = [.. opened.Select(film =>
            Cut(film, names.For(Path.GetFileNameWithoutExtension(film.Path)), folder, options, seen, progress, say, cancellation))];
        if (reports.Sum(report => report.Kept) == 0)
        {
            throw new DataSetException(
                $"No frame is left of {reports.Sum(report => report.Moments)}: {string.Join(", ", Reasons(reports))}; see 'data frames --help' for what decides.");
        }

        folder.Complete();
        return reports;
    }

    private static FilmReport Cut(
        Film film,
        string name,
        OutputFolder folder,
        FrameOptions options,
        List<Fingerprint> seen,
        Action<string, double>? progress,
        Action<string>? say,
        CancellationToken cancellation)
    {
        TimeSpan end = options.To is { } to && to < film.Duration ? to : film.Duration;
        if (options.From >= end)
        {
            throw new DataSetException($"The film '{film.Path}' ends at {film.Duration:h\\:mm\\:ss}; begin before that.");
        }

        if (film.IsHighDynamicRange)
        {
            say?.Invoke($"The film '{film.Path}' has a high dynamic range, which training does not know: its frames will look pale; map its tones with ffmpeg first.");
        }

        Area area = Picture(film, options.From, end, cancellation);
        if (Math.Min(area.Width, area.Height) < options.Size)
        {
            say?.Invoke($"The film '{film.Path}' shows {area.Width}×{area.Height} pixels, less than --size {options.Size}; frames keep that size.");
        }

        Dictionary<Verdict, int> counts = [];
        SceneSplitter splitter = new(Rate, options.Every, options.Blur, moment =>
        {
            Verdict verdict = moment.Verdict;
            Picture? frame = moment.Frame;
            if (frame is not null)
            {
                frame = WithoutBars(frame);
                Fingerprint print = frame is null ? default : Fingerprint.Of(frame);
                verdict = frame is null ? Verdict.Barred
                    : seen.Exists(other => print.IsNear(other, options.Similar)) ? Verdict.Duplicate
                    : Verdict.Kept;
                if (verdict == Verdict.Kept)
                {
                    seen.Add(print);
                    string file = string.Create(CultureInfo.InvariantCulture, $"{name}-{moment.Time:h\\hmm\\mss\\sfff}.png");
                    folder.Write(file, PictureFile.Encode(frame!, ".png"));
                }
            }

            counts[verdict] = counts.GetValueOrDefault(verdict) + 1;
        });
        film.Read(
            area,
            options.Size,
            Rate,
            options.From,
            end < film.Duration ? end : null,
            (time, frame) =>
            {
                splitter.Add(time, frame);
                progress?.Invoke(film.Path, (time - options.From) / (end - options.From));
            },
            cancellation);
        splitter.Finish();
        if (film.Damage is not null)
        {
            say?.Invoke($"The film '{film.Path}' is damaged in places; ffmpeg's first words on it: {film.Damage}");
        }

        return new FilmReport(
            film.Path, film.Duration.TotalSeconds, film.Width, film.Height, $"{area.Left}, {area.Top}, {area.Width}, {area.Height}",
            splitter.Scenes, counts.Values.Sum(), Of(Verdict.Kept), Of(Verdict.Black), Of(Verdict.Uniform), Of(Verdict.Fade), Of(Verdict.Blurred),
            Of(Verdict.Barred), Of(Verdict.Duplicate), film.Damage);

        int Of(Verdict verdict) => counts.GetValueOrDefault(verdict);
    }

    /// <summary>What is inside the bars in all of some frames throughout the film.</summary>
    private static Area Picture(Film film, TimeSpan from, TimeSpan end, CancellationToken cancellation)
    {
        Area? inside = null;
        for (int i = 0; i < BarSamples; i++)
        {
            if (film.FrameAt(from + ((end - from) * (i + 0.5) / BarSamples), cancellation) is { } frame
                && frame.Width == film.Width && frame.Height == film.Height
                && BlackBars.Find(frame) is { } found)
            {
                inside = inside?.Union(found) ?? found;
            }
        }

        Area whole = new(0, 0, film.Width, film.Height);
        return BlackBars.Inside(inside ?? whole, film.Width, film.Height);
    }

    /// <summary>Cuts away bars that only some scenes have; null if too little is left.</summary>
    private static Picture? WithoutBars(Picture frame)
    {
        if (BlackBars.Find(frame) is not { } area || area == new Area(0, 0, frame.Width, frame.Height)
            || !BlackBars.AreSymmetric(area, frame.Width, frame.Height))
        {
            return frame;
        }

        area = BlackBars.Inside(area, frame.Width, frame.Height);
        int wanted = Math.Min(frame.Width, frame.Height), left = Math.Min(area.Width, area.Height);
        if (left < SmallestShare * wanted)
        {
            return null;
        }

        double scale = (double)wanted / left;
        return frame.Crop(area.Left, area.Top, area.Width, area.Height)
            .Resize((int)Math.Round(area.Width * scale), (int)Math.Round(area.Height * scale));
    }

    private static IEnumerable<string> Reasons(IReadOnlyList<FilmReport> reports)
    {
        (string Name, int Count)[] all =
        [
            ("black", reports.Sum(r => r.Black)), ("uniform", reports.Sum(r => r.Uniform)), ("fading", reports.Sum(r => r.Fade)),
            ("blurred", reports.Sum(r => r.Blurred)), ("barred", reports.Sum(r => r.Barred)), ("repeated", reports.Sum(r => r.Duplicate)),
        ];
        return all.Where(reason => reason.Count > 0).Select(reason => $"{reason.Count} {reason.Name}");
    }
}
