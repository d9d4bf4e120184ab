using System.Globalization;
using System.Text.Json;
using ILComicGAN.Imaging;
using ILComicGAN.Training.Data;

namespace ILComicGAN.Training.Runs;

/// <summary>The pictures of a step that diverged, for inspection: each crop as a PNG, and “batch.json” with their origins.</summary>
internal static class BadBatch
{
    private static readonly JsonSerializerOptions s_json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>Writes a folder.</summary>
    /// <exception cref="IOException">The disk is full.</exception>
    public static void Write(
        string folder, StepReport report, IReadOnlyList<PictureBatch> photos, IReadOnlyList<PictureBatch> style, int size)
    {
        Directory.CreateDirectory(folder);
        WriteCrops(folder, "photo", photos, size);
        WriteCrops(folder, "style", style, size);
        var description = new
        {
            report.Step,
            report.NotFinite,
            Photos = photos.SelectMany(batch => batch.Places),
            Style = style.SelectMany(batch => batch.Places),
        };
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(description, s_json);
        AtomicFile.Write(Path.Combine(folder, "batch.json"), stream => stream.Write(json));
    }

    /// <summary>Names the pictures in a sentence: “a.jpg (300×300 at 12, 40)”.</summary>
    public static string Name(IEnumerable<PictureBatch> batches) => string.Join(", ", batches.SelectMany(batch => batch.Places).Select(place =>
        string.Create(CultureInfo.InvariantCulture, $"{place.File} ({place.Side}×{place.Side} at {place.Left}, {place.Top})")));

    private static void WriteCrops(string folder, string name, IReadOnlyList<PictureBatch> batches, int size)
    {
        int length = 3 * size * size;
        int number = 0;
        foreach (PictureBatch batch in batches)
        {
            for (int i = 0; i < batch.Places.Count; i++, number++)
            {
                byte[] png = PictureFile.Encode(PictureTensor.FromPlanar(batch.Values.AsSpan(i * length, length), size, size), ".png");
                string file = string.Create(CultureInfo.InvariantCulture, $"{name}-{number}.png");
                AtomicFile.Write(Path.Combine(folder, file), stream => stream.Write(png));
            }
        }
    }
}
