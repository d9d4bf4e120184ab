using ILComicGAN.Imaging;

namespace ILComicGAN.Training.Data;

/// <summary>The photos that a run's picture sheets show, the same ones all the time.</summary>
internal static class SheetPhotos
{
    private const int Most = 8;

    /// <summary>The middle square of the first readable photos.</summary>
    /// <param name="files">Photos; their order decides.</param>
    /// <param name="size">Side of the results.</param>
    /// <exception cref="DataSetException">None can be read.</exception>
    public static IReadOnlyList<Picture> Load(IReadOnlyList<string> files, int size)
    {
        List<Picture> photos = [];
        foreach (string file in files)
        {
            try
            {
                Picture photo = PictureFile.Load(file).WithAlpha(null);
                int side = Math.Min(photo.Width, photo.Height);
                photos.Add(photo.Crop((photo.Width - side) / 2, (photo.Height - side) / 2, side, side).Resize(size, size));
            }
            catch (PictureException)
            {
                // The loader reports broken files; a sheet uses other ones.
                continue;
            }

            if (photos.Count == Most)
            {
                break;
            }
        }

        return photos.Count > 0
            ? photos
            : throw new DataSetException($"None of the {files.Count} pictures beside '{files[0]}' can be read.");
    }
}
