using System.Globalization;
using ILComicGAN.Imaging;
using ILComicGAN.Networks.Modules;

namespace ILComicGAN.Training.Data;

/// <summary>Whether a run can be trained on a folder's pictures, told before it begins.</summary>
internal static class UsablePictures
{
    /// <summary>Makes a batch as a run does.</summary>
    /// <exception cref="DataSetException">No picture can be read, or all are flat.</exception>
    public static void Require(PictureList pictures, TrainingSettings settings)
    {
        using BatchLoader loader = new(
            pictures.Files, settings.Size, batch: 1, settings.Seed, RandomPurpose.StyleOrder, RandomPurpose.StyleCrops, cacheBytes: 0);
        _ = loader.Next();
    }

    /// <summary>A sentence where pictures are smaller than the crops; null where all are large enough.</summary>
    /// <param name="what">“photos” or “style pictures”.</param>
    /// <param name="pictures">The pictures; what cannot be read is not counted.</param>
    /// <param name="size">Side of the crops in pixels.</param>
    public static string? Smaller(string what, PictureList pictures, int size)
    {
        int[] sides = [.. pictures.Files.AsParallel().Select(ShortSide).OfType<int>()];
        int smaller = sides.Count(side => side < size);
        return smaller == 0
            ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{smaller} of {sides.Length} {what} are smaller than the crops of {size} pixels (the smallest has {sides.Min()}) and are enlarged, which shows nothing new; take larger ones or a smaller --size.");
    }

    private static int? ShortSide(string file)
    {
        try
        {
            (int width, int height) = PictureFile.SizeOf(file);
            return Math.Min(width, height);
        }
        catch (PictureException)
        {
            return null;
        }
    }
}
