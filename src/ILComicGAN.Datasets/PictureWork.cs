using ILComicGAN.Files;
using ILComicGAN.Imaging;

namespace ILComicGAN.Datasets;

/// <summary>Goes through the pictures of a folder and fills a new one; a file that cannot be read costs only itself.</summary>
internal static class PictureWork
{
    /// <summary>Calls <paramref name="work"/> for each picture that can be read.</summary>
    /// <param name="input">A folder, or one picture.</param>
    /// <param name="output">The folder to make.</param>
    /// <param name="progress">Is told the file and the share that is done.</param>
    /// <param name="say">Gets a sentence for each file that cannot be read.</param>
    /// <param name="work">Gets the picture, a name without extension for its results, and where they go; returns how many it wrote.</param>
    /// <param name="cancellation">Stops the work; then nothing is written.</param>
    /// <returns>Pictures read, unreadable ones, and results.</returns>
    /// <exception cref="DataSetException">There are no pictures, or no result.</exception>
    public static (int Read, int Unreadable, int Written) Run(
        string input,
        string output,
        Action<string, double>? progress,
        Action<string>? say,
        Func<Picture, string, OutputFolder, int> work,
        CancellationToken cancellation)
    {
        (string root, ImageFolder found) = InputFile.KindOf(input) is FileKind.File or FileKind.Special
            ? (Path.GetDirectoryName(Path.GetFullPath(input))!, new ImageFolder([Path.GetFullPath(input)], [], 0, new Dictionary<string, string>()))
            : (input, ImageFolder.Read(input, cancellation: cancellation));
        IReadOnlyList<string> files = found.Pictures;
        using OutputFolder folder = OutputFolder.Begin(output);
        ResultNames names = new();
        (int read, int unreadable, int written) = (0, 0, 0);
        foreach (string sentence in found.Notes)
        {
            say?.Invoke(sentence);
        }

        foreach (string file in files)
        {
            cancellation.ThrowIfCancellationRequested();
            progress?.Invoke(Path.GetFileName(file), (double)(read + unreadable) / files.Count);
            try
            {
                Picture picture = PictureFile.Load(file, cancellation: cancellation);
                written += work(picture, names.For(root, file), folder);
                read++;
            }
            catch (PictureException e)
            {
                say?.Invoke($"{e.Message} It is left out.");
                unreadable++;
            }
        }

        if (written == 0)
        {
            throw new DataSetException($"Nothing came of the {files.Count} pictures in '{input}'; 'data check' tells what they are.");
        }

        folder.Complete();
        return (read, unreadable + found.Problems.Count, written);
    }
}
