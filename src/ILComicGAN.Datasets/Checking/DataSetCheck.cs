using ILComicGAN.Datasets.Measures;
using ILComicGAN.Imaging;

namespace ILComicGAN.Datasets.Checking;

/// <summary>Reads whole folders of pictures and tells what is in them.</summary>
public static class DataSetCheck
{
    private const int SheetSide = 128;
    private const int SheetColumns = 12;
    private const int MostOnSheet = 120;

    /// <summary>Reads one or two folders.</summary>
    /// <param name="photos">A folder of pictures.</param>
    /// <param name="style">The folder of style pictures, or null.</param>
    /// <param name="size">Side of the training crops; smaller pictures are told.</param>
    /// <param name="similar">Pictures whose perceptual hashes differ in at most this many of 64 bits show the same.</param>
    /// <param name="progress">Is told the folder and the share of it that is done.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="DataSetException">A folder is missing or has no pictures.</exception>
    public static DataSetReport Run(
        string photos, string? style, int size, int similar, Action<string, double>? progress = null, CancellationToken cancellation = default)
    {
        (ImageFolder folder, IReadOnlyList<PictureFacts> first) = Read(photos, progress, cancellation);
        (ImageFolder? other, IReadOnlyList<PictureFacts>? second) = style is null ? (null, null) : Read(style, progress, cancellation);
        List<IReadOnlyList<string>> both = [];
        foreach (PictureFacts one in first.Where(facts => facts.Broken is null))
        {
            cancellation.ThrowIfCancellationRequested();
            both.AddRange((second ?? []).Where(two => two.Broken is null && one.Fingerprint.IsNear(two.Fingerprint, similar))
                .Select(two => new[] { Name(photos, one.File), Name(style!, two.File) }));
        }

        return new DataSetReport(
            Report(photos, folder, first, size, similar, cancellation),
            second is null ? null : Report(style!, other!, second, size, similar, cancellation),
            both);
    }

    /// <summary>A contact sheet of a folder: its pictures in order, every n-th where they are many; broken ones are left out.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="DataSetException">No picture can be read.</exception>
    public static Picture Sheet(string folder, CancellationToken cancellation = default)
    {
        IReadOnlyList<string> files = ImageFolder.Read(folder, cancellation: cancellation).Pictures;
        int step = (files.Count + MostOnSheet - 1) / MostOnSheet;
        List<Picture> cells = [];
        for (int i = 0; i < files.Count; i += step)
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                Picture picture = PictureFile.Load(files[i], cancellation: cancellation).OnWhite();
                double scale = (double)SheetSide / Math.Max(picture.Width, picture.Height);
                cells.Add(picture.Resize(Math.Max(1, (int)(picture.Width * scale)), Math.Max(1, (int)(picture.Height * scale))));
            }
            catch (PictureException)
            {
                // The report names broken files.
                continue;
            }
        }

        return cells.Count > 0
            ? PictureSheet.Compose(cells, SheetColumns)
            : throw new DataSetException($"None of the {files.Count} pictures in '{folder}' can be read; 'data check' tells why.");
    }

    private static (ImageFolder Folder, IReadOnlyList<PictureFacts> Facts) Read(string folder, Action<string, double>? progress, CancellationToken cancellation)
    {
        ImageFolder found = ImageFolder.Read(folder, cancellation: cancellation);
        int done = 0;
        try
        {
            return (found, [.. found.Pictures.AsParallel().AsOrdered().WithCancellation(cancellation).Select(file =>
            {
                PictureFacts facts = PictureFacts.Of(file, cancellation);
                progress?.Invoke(folder, (double)Interlocked.Increment(ref done) / found.Pictures.Count);
                return facts;
            })]);
        }
        catch (AggregateException e) when (e.InnerExceptions.Count > 0)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
            throw;
        }
    }

    private static FolderReport Report(
        string folder, ImageFolder found, IReadOnlyList<PictureFacts> all, int size, int similar, CancellationToken cancellation)
    {
        List<PictureFacts> good = [.. all.Where(facts => facts.Broken is null)];
        int[] sides = [.. good.Select(facts => Math.Min(facts.Width, facts.Height)).Order()];
        return new FolderReport(
            folder,
            good.Count,
            [.. found.Unread.Select(file => Name(folder, file))],
            found.OtherFiles - found.Unread.Count,
            sides.FirstOrDefault(),
            sides.ElementAtOrDefault(sides.Length / 2),
            Colors(good),
            all.Where(facts => facts.Broken is not null).Select(facts => (facts.File, Why: facts.Broken!))
                .Concat(found.Problems.Select(problem => (File: problem.Key, Why: problem.Value)))
                .ToDictionary(broken => Name(folder, broken.File), broken => broken.Why),
            good.Where(facts => Math.Min(facts.Width, facts.Height) < size)
                .ToDictionary(facts => Name(folder, facts.File), facts => $"{facts.Width}×{facts.Height}"),
            Names(facts => facts.IsGray),
            Names(facts => facts.Luma.IsUniform),
            Names(facts => facts.HasAlpha),
            [.. good.GroupBy(facts => facts.Hash).Where(group => group.Count() > 1)
                .Select(group => group.Select(facts => Name(folder, facts.File)).ToArray())],
            NearDuplicates(folder, [.. good.DistinctBy(facts => facts.Hash)], similar, cancellation));

        IReadOnlyList<string> Names(Func<PictureFacts, bool> which) => [.. good.Where(which).Select(facts => Name(folder, facts.File))];
    }

    /// <summary>Groups of which each member is near an earlier one of its group.</summary>
    private static List<IReadOnlyList<string>> NearDuplicates(
        string folder, List<PictureFacts> facts, int similar, CancellationToken cancellation)
    {
        List<IReadOnlyList<string>> groups = [];
        bool[] taken = new bool[facts.Count];
        for (int i = 0; i < facts.Count; i++)
        {
            List<int> group = [i];
            for (int member = 0; !taken[i] && member < group.Count; member++)
            {
                cancellation.ThrowIfCancellationRequested();
                Fingerprint print = facts[group[member]].Fingerprint;
                for (int j = i + 1; j < facts.Count; j++)
                {
                    if (!taken[j] && print.IsNear(facts[j].Fingerprint, similar))
                    {
                        group.Add(j);
                        taken[j] = true;
                    }
                }
            }

            if (group.Count > 1)
            {
                groups.Add([.. group.Select(index => Name(folder, facts[index].File))]);
            }
        }

        return groups;
    }

    private static ColorStatistics Colors(List<PictureFacts> facts)
    {
        if (facts.Count == 0)
        {
            return new ColorStatistics(0, 0, 0, 0, 0, 0, 0);
        }

        double brightness = facts.Average(one => one.Luma.Mean);
        return new ColorStatistics(
            Math.Round(facts.Average(one => one.Fingerprint.Red), 1),
            Math.Round(facts.Average(one => one.Fingerprint.Green), 1),
            Math.Round(facts.Average(one => one.Fingerprint.Blue), 1),
            Math.Round(brightness, 1),
            Math.Round(Math.Sqrt(facts.Average(one => Math.Pow(one.Luma.Mean - brightness, 2))), 1),
            Math.Round(facts.Average(one => one.Luma.Deviation), 1),
            Math.Round(facts.Average(one => one.Chroma), 1));
    }

    private static string Name(string folder, string file) => Path.GetRelativePath(folder, file).Replace('\\', '/');
}
