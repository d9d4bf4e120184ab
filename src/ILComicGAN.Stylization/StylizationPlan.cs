using System.Globalization;
using ILComicGAN.Files;

namespace ILComicGAN.Stylization;

/// <summary>How a photo is computed so that it fits in memory.</summary>
/// <param name="Width">Of the photo.</param>
/// <param name="Height">Of the photo.</param>
/// <param name="TileSide">The longest side of a tile; null for the whole photo at once.</param>
/// <param name="Expected">The most memory that is expected, in bytes: of the program, or of a device with its own.</param>
/// <param name="Limit">The most that may be used.</param>
/// <param name="OnDisk">Bytes of temporary files; 0 where there are none.</param>
/// <param name="Passes">How often all tiles are computed.</param>
public sealed record StylizationPlan(int Width, int Height, int? TileSide, long Expected, long Limit, long OnDisk, int Passes)
{
    /// <summary>The choice in a sentence.</summary>
    public string Describe()
    {
        string files = OnDisk == 0 ? "" : $", with {MemorySize.Format(OnDisk)} of temporary files";
        string how = TileSide is { } side
            ? string.Create(CultureInfo.InvariantCulture, $"in tiles of {side} pixels{files}, {Passes} times over")
            : "as a whole";
        return $"{Width}×{Height} pixels: to fit in {MemorySize.Format(Limit)}, computed {how}; about {MemorySize.Format(Expected)} are expected.";
    }
}
