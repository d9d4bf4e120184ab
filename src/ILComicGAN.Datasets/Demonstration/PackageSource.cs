namespace ILComicGAN.Datasets.Demonstration;

/// <summary>Pictures of one Debian package.</summary>
/// <param name="Package">The package's name.</param>
/// <param name="Files">Patterns of paths in it; * stands for anything, “pack.rcc!inside/*” for files in one of Qt's resource files.</param>
/// <param name="Except">Patterns of what is left out all the same.</param>
public sealed record PackageSource(string Package, IReadOnlyList<string> Files, IReadOnlyList<string>? Except = null)
{
    /// <summary>Whether a file is a resource file that the patterns look into.</summary>
    internal bool LooksInto(string path) => Files.Any(pattern =>
        pattern.IndexOf('!', StringComparison.Ordinal) is var end and > 0 && DemonstrationTable.Matches(pattern[..end], path));

    internal bool Includes(string path) =>
        Files.Any(pattern => DemonstrationTable.Matches(pattern, path)) && !(Except ?? []).Any(pattern => DemonstrationTable.Matches(pattern, path));
}
