using System.Globalization;
using System.Text;
using ILComicGAN.Datasets.Tiles;
using ILComicGAN.Files;
using ILComicGAN.Imaging;

namespace ILComicGAN.Datasets.Demonstration;

/// <summary>
/// Builds a dataset to try training with, from pictures in Debian packages: photos/, validation/ and style/, with the license
/// of every picture.
/// </summary>
public sealed class DemonstrationDataSet
{
    /// <summary>Wallpapers of five thousand pixels have no detail that training would miss, and cost memory.</summary>
    private const int MaxSide = 1440;

    private readonly DemonstrationTable _table;
    private readonly StyleSet _style;
    private readonly OutputFolder _folder;
    private readonly ResultNames _names = new();
    private readonly List<string> _licenses = [];
    private readonly Dictionary<string, int> _counts = [];

    private DemonstrationDataSet(DemonstrationTable table, StyleSet style, OutputFolder folder) =>
        (_table, _style, _folder) = (table, style, folder);

    /// <summary>Fills a new folder.</summary>
    /// <param name="output">The folder: missing or empty.</param>
    /// <param name="table">What to take; see <see cref="DemonstrationTable.Load"/>.</param>
    /// <param name="styleSet">Which style set; null for the first.</param>
    /// <param name="progress">Is told the package and the share that is done.</param>
    /// <param name="cancellation">Stops the work; then nothing is written.</param>
    /// <exception cref="DataSetException">There is no apt, a package cannot be had, or there is no such set.</exception>
    public static DemonstrationReport Build(
        string output, DemonstrationTable table, string? styleSet, Action<string, double>? progress = null, CancellationToken cancellation = default)
    {
        StyleSet style = table.Style(styleSet);
        using OutputFolder folder = OutputFolder.Begin(output);
        DemonstrationDataSet work = new(table, style, folder);
        string downloads = Directory.CreateTempSubdirectory("ilcomicgan-demo-").FullName;
        try
        {
            string[] packages = [.. table.Photos.Concat(style.Sources).Select(source => source.Package).Distinct()];
            Dictionary<string, string> versions = [];
            for (int i = 0; i < packages.Length; i++)
            {
                progress?.Invoke(packages[i], (double)i / packages.Length);
                DebianPackage package = DebianPackage.Download(packages[i], downloads, cancellation);
                versions.Add(package.Name, package.Version);
                work.Take(package, cancellation);
                Directory.Delete(Path.Combine(downloads, package.Name), recursive: true);
            }

            work.WriteLicenses(versions);
            folder.Complete();
            return new DemonstrationReport(
                output, style.Name, work.Count("photos"), work.Count("validation"), work.Count("style"), versions);
        }
        finally
        {
            Directory.Delete(downloads, recursive: true);
        }
    }

    private int Count(string folder) => _counts.GetValueOrDefault(folder);

    private void Take(DebianPackage package, CancellationToken cancellation)
    {
        PackageSource[] photos = [.. _table.Photos.Where(source => source.Package == package.Name)];
        PackageSource[] styles = [.. _style.Sources.Where(source => source.Package == package.Name)];
        List<(string Path, string File)> taken = [];
        string copyright = package.Read(
            path => IsWanted(path) || photos.Concat(styles).Any(source => source.LooksInto(path)),
            TakeFile,
            cancellation);
        RequireAll(package, photos.Concat(styles), taken);
        CopyrightFile terms = new(copyright);
        _folder.Write($"licenses/{package.Name}.txt", Encoding.UTF8.GetBytes(copyright));
        foreach ((string path, string file) in taken)
        {
            (string license, string holders) = terms.Find(path) ?? ("see the package's text", "see there");
            _licenses.Add($"| {file} | {package.Name} | {Cell(license)} | {Cell(holders)} |");
        }

        bool IsWanted(string path) => photos.Concat(styles).Any(source => source.Includes(path));

        void TakeFile(string path, byte[] content)
        {
            if (!IsWanted(path))
            {
                foreach ((string inside, byte[] file) in new QtResources(content, path).Read(inside => IsWanted($"{path}!{inside}")))
                {
                    TakeFile($"{path}!{inside}", file);
                }

                return;
            }

            Picture picture = PictureFile.Decode(content, $"{package.Name}: {path}", cancellation: cancellation);
            if (photos.Any(source => source.Includes(path)))
            {
                string folder = _table.Validation.Any(pattern => DemonstrationTable.Matches(pattern, path)) ? "validation" : "photos";
                taken.Add((path, Write(folder, path, picture, ".jpg")));
            }

            if (styles.Any(source => source.Includes(path)))
            {
                taken.Add((path, Write("style", path, picture, ".png")));
            }
        }
    }

    /// <summary>A pattern that fits nothing means that the package has changed.</summary>
    private static void RequireAll(DebianPackage package, IEnumerable<PackageSource> sources, List<(string Path, string File)> taken)
    {
        string? absent = sources.SelectMany(source => source.Files)
            .FirstOrDefault(pattern => !taken.Exists(one => DemonstrationTable.Matches(pattern, one.Path)));
        if (absent is not null)
        {
            throw new DataSetException($"The package '{package.Name}' {package.Version} has no '{absent}'; this version of ILComicGAN knows it otherwise.");
        }
    }

    private string Write(string folder, string path, Picture picture, string extension)
    {
        // Wallpapers are all called after their sizes: the folder above has their names.
        string[] parts = path.Split('/', '!');
        string stem = Path.GetFileNameWithoutExtension(parts[^1]);
        int contents = Array.IndexOf(parts, "contents");
        stem = contents > 0 ? parts[contents - 1] + (parts[contents + 1] == "images" ? "" : "-dark") : stem;
        string file = _names.For($"{folder}/{stem}") + extension;
        Picture whole = TileCutting.Reduce(Opaque(picture), MaxSide);
        _folder.Write(file, PictureFile.Encode(whole, extension, quality: 95));
        _counts[folder] = Count(folder) + 1;
        return file;
    }

    /// <summary>What is to be seen of a picture, on white.</summary>
    private static Picture Opaque(Picture picture)
    {
        if (!picture.HasAlpha)
        {
            return picture;
        }

        (int left, int top, int right, int bottom) = (picture.Width, picture.Height, 0, 0);
        ReadOnlySpan<byte> alpha = picture.Alpha;
        for (int i = 0; i < alpha.Length; i++)
        {
            if (alpha[i] > 0)
            {
                (int y, int x) = Math.DivRem(i, picture.Width);
                (left, top, right, bottom) = (Math.Min(left, x), Math.Min(top, y), Math.Max(right, x + 1), Math.Max(bottom, y + 1));
            }
        }

        return right > left ? picture.Crop(left, top, right - left, bottom - top).OnWhite() : picture.OnWhite();
    }

    private void WriteLicenses(Dictionary<string, string> versions)
    {
        StringBuilder text = new();
        text.Append("# Where these pictures come from\n\nFrom Debian packages, made smaller, and laid on white where they had clear places; "
            + "each under its own license, as its package's copyright file says (`licenses/`). "
            + "What is made from them and passed on, weights included, should keep to the strictest of these.\n\n| package | version |\n| --- | --- |\n");
        foreach ((string name, string version) in versions)
        {
            text.Append(CultureInfo.InvariantCulture, $"| [{name}](licenses/{name}.txt) | {version} |\n");
        }

        text.Append("\n| picture | package | license | copyright |\n| --- | --- | --- | --- |\n");
        text.AppendJoin('\n', _licenses.Order(StringComparer.Ordinal)).Append('\n');
        _folder.Write("LICENSES.md", Encoding.UTF8.GetBytes(text.ToString()));
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
