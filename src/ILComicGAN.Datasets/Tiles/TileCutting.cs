using System.Globalization;
using ILComicGAN.Datasets.Measures;
using ILComicGAN.Imaging;

namespace ILComicGAN.Datasets.Tiles;

/// <summary>Cuts large pictures into squares.</summary>
public static class TileCutting
{
    /// <summary>Fills a new folder with PNG tiles named after picture, column and row of their corner.</summary>
    /// <param name="input">A folder, or one picture.</param>
    /// <param name="output">The folder: missing or empty.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Is told the file and the share that is done.</param>
    /// <param name="say">Gets a sentence for each file that cannot be read.</param>
    /// <param name="cancellation">Stops the work; then nothing is written.</param>
    /// <exception cref="DataSetException">There are no pictures, or no tile.</exception>
    public static TileReport Run(
        string input,
        string output,
        TileOptions options,
        Action<string, double>? progress = null,
        Action<string>? say = null,
        CancellationToken cancellation = default)
    {
        (int small, int flat) = (0, 0);
        (int read, int unreadable, int written) = PictureWork.Run(input, output, progress, say, (picture, name, folder) =>
        {
            Picture sheet = Reduce(picture.OnWhite(), options.MaxSide);
            int tiles = 0;
            small += Math.Min(sheet.Width, sheet.Height) < options.Size ? 1 : 0;
            foreach (int top in Places(sheet.Height, options.Size, options.Stride ?? options.Size))
            {
                foreach (int left in Places(sheet.Width, options.Size, options.Stride ?? options.Size))
                {
                    Picture tile = sheet.Crop(left, top, options.Size, options.Size);
                    if (LumaSpread.Of(Luma.Of(tile)).IsUniform)
                    {
                        flat++;
                        continue;
                    }

                    folder.Write(string.Create(CultureInfo.InvariantCulture, $"{name}-x{left}-y{top}.png"), PictureFile.Encode(tile, ".png"));
                    tiles++;
                }
            }

            return tiles;
        }, cancellation);
        return new TileReport(read, unreadable, small, written, flat);
    }

    internal static Picture Reduce(Picture picture, int? maxSide)
    {
        int side = Math.Max(picture.Width, picture.Height);
        return side <= maxSide || maxSide is null
            ? picture
            : picture.Resize(
                Math.Max(1, (int)Math.Round((double)picture.Width * maxSide.Value / side)),
                Math.Max(1, (int)Math.Round((double)picture.Height * maxSide.Value / side)));
    }

    /// <summary>Where tiles begin along a side: as many as fit, in its middle.</summary>
    private static IEnumerable<int> Places(int length, int size, int stride)
    {
        int rest = length - size;
        if (rest < 0)
        {
            return [];
        }

        int steps = rest / stride, margin = (rest - (steps * stride)) / 2;
        return Enumerable.Range(0, steps + 1).Select(i => margin + (i * stride));
    }
}
