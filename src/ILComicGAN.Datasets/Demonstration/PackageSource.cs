namespace ILComicGAN.Datasets.Demonstration;

/// <summary>Pictures of one Debian package.</summary>
/// <param name="Package">The package's name.</param>
/// <param name="Files">Patterns of paths in it; * stands for anything.</param>
/// <param name="Except">Patterns of what is left out all the same.</param>
public sealed record PackageSource(string Package, IReadOnlyList<string> Files, IReadOnlyList<string>? Except = null)
{
    internal bool Includes(string path) =>
        Files.Any(pattern => DemonstrationTable.Matches(pattern, path)) && !(Except ?? []).Any(pattern => DemonstrationTable.Matches(pattern, path));
}
