namespace ILComicGAN.Training.Data;

/// <summary>A picture as a run remembers it.</summary>
/// <param name="Name">Its path below its folder, with slashes.</param>
/// <param name="Sha256">The hash of its file.</param>
internal sealed record PictureEntry(string Name, string Sha256);
