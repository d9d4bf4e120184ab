namespace ILComicGAN.Training.Data;

/// <summary>Where a crop was cut out.</summary>
/// <param name="File">The picture.</param>
/// <param name="Left">First column.</param>
/// <param name="Top">First row.</param>
/// <param name="Side">Columns and rows, before the crop was scaled.</param>
/// <param name="Mirrored">Whether left and right have changed places.</param>
internal sealed record CropPlace(string File, int Left, int Top, int Side, bool Mirrored);
