using ILComicGAN.Imaging;
using ILComicGAN.Imaging.Edges;

namespace ILComicGAN.Datasets.Smoothing;

/// <summary>Makes edge-smoothed copies of a folder of pictures.</summary>
public static class FolderSmoothing
{
    /// <summary>Fills a new folder with PNG files of the pictures' names; see <see cref="EdgeSmoothing"/>.</summary>
    /// <param name="input">A folder, or one picture.</param>
    /// <param name="output">The folder: missing or empty.</param>
    /// <param name="progress">Is told the file and the share that is done.</param>
    /// <param name="say">Gets a sentence for each file that cannot be read.</param>
    /// <param name="cancellation">Stops the work; then nothing is written.</param>
    /// <exception cref="DataSetException">There are no pictures.</exception>
    public static SmoothReport Run(
        string input,
        string output,
        Action<string, double>? progress = null,
        Action<string>? say = null,
        CancellationToken cancellation = default)
    {
        (int read, int unreadable, _) = PictureWork.Run(input, output, progress, say, (picture, name, folder) =>
        {
            folder.Write(name + ".png", PictureFile.Encode(EdgeSmoothing.Apply(picture.WithInvisibleFilled()), ".png"));
            return 1;
        }, cancellation);
        return new SmoothReport(read, unreadable);
    }
}
