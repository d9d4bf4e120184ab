using ILComicGAN.Files;

namespace ILComicGAN.Weights;

/// <summary>Where weight files are looked for when a name alone does not lead to one.</summary>
public static class WeightSearchPath
{
    /// <summary>The environment variable with folders, separated as in PATH.</summary>
    public const string Variable = "ILCOMICGAN_WEIGHTS";

    /// <summary>The folders in the order in which they are searched: those of the variable, and the user's data folder.</summary>
    public static IReadOnlyList<string> Folders =>
    [
        .. (Environment.GetEnvironmentVariable(Variable) ?? "").Split(
            Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
        Path.Combine(
            Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify),
            "ilcomicgan",
            "weights"),
    ];

    /// <summary>The file at <paramref name="path"/>, or of that name on the shelf.</summary>
    /// <exception cref="WeightFormatException">It is in none of these places; the message lists them.</exception>
    public static string Find(string path)
    {
        // A folder is passed on: what reads it says so.
        if (File.Exists(path) || Directory.Exists(path))
        {
            return path;
        }

        string[] places = Path.IsPathRooted(path) ? [] : [.. Folders.Select(folder => Path.Combine(folder, path))];
        return places.FirstOrDefault(File.Exists)
            ?? throw new WeightFormatException(
                $"The weight file '{path}' {(path.Contains('\uFFFD', StringComparison.Ordinal) ? InputFile.MissingBecause(path) : "does not exist")}; looked for {string.Join(", ", [Path.GetFullPath(path), .. places])}. "
                + $"Check the path, or put folders in {Variable}.");
    }

    /// <summary>The first of several names that is on the shelf.</summary>
    /// <param name="names">File names, the likeliest first.</param>
    /// <returns>Its path, or null.</returns>
    public static string? FindAny(IEnumerable<string> names)
    {
        string[] list = [.. names];
        return Folders.SelectMany(folder => list.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists);
    }
}
