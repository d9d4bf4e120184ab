using ILComicGAN.Imaging;

namespace ILComicGAN.Datasets.Tests;

/// <summary>Pictures with fresh random content: soft blobs with clear shapes on them.</summary>
internal static class Drawings
{
    public static Picture Create(int width, int height, Random random)
    {
        byte[] rough = new byte[5 * 4 * 3];
        random.NextBytes(rough);
        byte[] rgb = new Picture(5, 4, rough).Resize(width, height).Rgb.ToArray();
        for (int shape = 0; shape < 14; shape++)
        {
            (int x0, int y0, int r) = (random.Next(width), random.Next(height), random.Next(2, 3 + (Math.Min(width, height) / 3)));
            byte[] color = new byte[3];
            random.NextBytes(color);
            for (int i = 0; i < width * height; i++)
            {
                (int dx, int dy) = ((i % width) - x0, (i / width) - y0);
                if (shape % 2 == 0 ? (dx * dx) + (dy * dy) < r * r : Math.Abs(dx) + (2 * Math.Abs(dy)) < r)
                {
                    color.CopyTo(rgb, 3 * i);
                }
            }
        }

        return new Picture(width, height, rgb);
    }

    public static Picture Flat(int width, int height, byte value)
    {
        byte[] rgb = new byte[3 * width * height];
        Array.Fill(rgb, value);
        return new Picture(width, height, rgb);
    }

    /// <summary>A picture whose pixels are a function of two others'.</summary>
    public static Picture Mix(Picture one, Picture other, Func<byte, byte, double> mix) =>
        new(one.Width, one.Height, [.. one.Rgb.ToArray().Zip(other.Rgb.ToArray(), (a, b) => (byte)Math.Clamp(Math.Round(mix(a, b)), 0, 255))]);

    /// <summary>Blurred by making it small and large again.</summary>
    public static Picture Blurred(Picture picture, int factor) =>
        picture.Resize(Math.Max(1, picture.Width / factor), Math.Max(1, picture.Height / factor)).Resize(picture.Width, picture.Height);

    public static void Save(Picture picture, string file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, PictureFile.Encode(picture, Path.GetExtension(file)));
    }
}
