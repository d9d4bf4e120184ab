using ILComicGAN.Engine.Random;
using ILComicGAN.Imaging;

namespace ILComicGAN.Training.Data;

/// <summary>
/// Cuts a random square out of a picture: scaled so that the crop covers between all of the short side and, at most,
/// a region of its own size in the original; at a random place; mirrored half of the time.
/// </summary>
internal static class CropSampler
{
    /// <summary>Writes one crop [3, size, size] in [−1, 1].</summary>
    /// <param name="picture">Any size; smaller ones are enlarged.</param>
    /// <param name="size">Side of the crop.</param>
    /// <param name="random">Decides; four numbers are drawn.</param>
    /// <param name="target">3·size² floats.</param>
    public static void Sample(Picture picture, int size, RandomStream random, Span<float> target)
    {
        int shortSide = Math.Min(picture.Width, picture.Height);
        // The side of the region in the original, evenly distributed in its logarithm: near and far views alike.
        double smallest = Math.Min(size, shortSide);
        int side = (int)Math.Round(smallest * Math.Pow(shortSide / smallest, random.NextDouble()));
        side = Math.Clamp(side, 1, shortSide);
        int left = random.NextInt32(picture.Width - side + 1);
        int top = random.NextInt32(picture.Height - side + 1);
        bool mirror = random.NextInt32(2) == 1;
        Picture region = picture.Crop(left, top, side, side);
        Picture scaled = side == size ? region : region.Resize(size, size);
        PictureTensor.CropToPlanar(scaled, 0, 0, size, size, mirror, target);
    }
}
