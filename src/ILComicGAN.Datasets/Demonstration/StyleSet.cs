namespace ILComicGAN.Datasets.Demonstration;

/// <summary>Pictures of one style.</summary>
/// <param name="Name">What 'data demo --style-set' calls it.</param>
/// <param name="Description">What it shows.</param>
/// <param name="Sources">Where it comes from.</param>
public sealed record StyleSet(string Name, string Description, IReadOnlyList<PackageSource> Sources);
