using ILComicGAN.Engine.Random;
using ILComicGAN.Imaging;

namespace ILComicGAN.Tests.Shared;

/// <summary>Pictures with something in them: soft random blobs and some noise.</summary>
internal static class TestPictures
{
    public static Picture Create(int width, int height, ulong seed)
    {
        RandomStream random = new(seed, 99);
        byte[] rough = new byte[4 * 4 * 3];
        for (int i = 0; i < rough.Length; i++)
        {
            rough[i] = (byte)random.NextInt32(256);
        }

        return new Picture(4, 4, rough).Resize(width, height);
    }

    /// <summary>Writes <paramref name="count"/> pictures of different sizes into a new folder.</summary>
    public static string Folder(TemporaryFolder parent, string name, int count, ulong seed)
    {
        string folder = Directory.CreateDirectory(parent.File(name)).FullName;
        for (int i = 0; i < count; i++)
        {
            Picture picture = Create(40 + (7 * i), 37 + (3 * i), seed + (ulong)i);
            string extension = (i % 3) switch { 0 => ".png", 1 => ".jpg", _ => ".webp" };
            File.WriteAllBytes(Path.Combine(folder, $"{i}{extension}"), PictureFile.Encode(picture, extension));
        }

        return folder;
    }
}
