using ILComicGAN.Imaging;

namespace ILComicGAN.Training.Data;

/// <summary>Decoded pictures up to a number of bytes. A full cache evicts nothing, since every epoch needs all pictures equally.</summary>
internal sealed class PictureCache(long maxBytes)
{
    private readonly Dictionary<string, Picture> _pictures = [];
    private readonly Lock _lock = new();
    private long _bytes;

    /// <summary>The picture, from memory or from disk.</summary>
    /// <exception cref="PictureException">It cannot be read.</exception>
    public Picture Get(string file)
    {
        lock (_lock)
        {
            if (_pictures.TryGetValue(file, out Picture? known))
            {
                return known;
            }
        }

        Picture picture = PictureFile.Load(file).WithAlpha(null);
        lock (_lock)
        {
            if (_bytes + picture.Rgb.Length <= maxBytes && _pictures.TryAdd(file, picture))
            {
                _bytes += picture.Rgb.Length;
            }
        }

        return picture;
    }
}
