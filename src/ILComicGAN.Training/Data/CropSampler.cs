using ILComicGAN.Engine.Random;
using ILComicGAN.Imaging;

namespace ILComicGAN.Training.Data;

/// <summary>
/// Cuts a random square out of a picture: scaled so that the crop covers between all of the short side and, at most,
/// a region of its own size in the original; at a random place; mirrored half of the time.
/// </summary>
internal static class CropSampler
{
    private const int Attempts = 10;

    /// <summary>
    /// Crops below this standard deviation (about three gray levels) are sampled again. Where every channel is flat, each
    /// normalization multiplies gradients by up to 1/√ε ≈ 316, and twenty in a row overflow.
    /// </summary>
    private const double SmallestDeviation = 0.025;

    /// <summary>Writes one crop [3, size, size] in [−1, 1].</summary>
    /// <param name="file">What the picture is called.</param>
    /// <param name="picture">Any size; smaller ones are enlarged.</param>
    /// <param name="size">Side of the crop.</param>
    /// <param name="random">Decides.</param>
    /// <param name="target">3·size² floats.</param>
    /// <returns>Where it was cut out; null if only flat places were found.</returns>
    public static CropPlace? Sample(string file, Picture picture, int size, RandomStream random, Span<float> target)
    {
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            CropPlace place = Draw(file, picture, size, random, target);
            if (Deviation(target) >= SmallestDeviation)
            {
                return place;
            }
        }

        return null;
    }

    private static CropPlace Draw(string file, Picture picture, int size, RandomStream random, Span<float> target)
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
        return new CropPlace(file, left, top, side, mirror);
    }

    /// <summary>The largest standard deviation of the three planes.</summary>
    private static double Deviation(ReadOnlySpan<float> planes)
    {
        double largest = 0;
        int length = planes.Length / 3;
        for (int c = 0; c < 3; c++)
        {
            (double sum, double squares) = (0, 0);
            foreach (float value in planes.Slice(c * length, length))
            {
                sum += value;
                squares += (double)value * value;
            }

            double mean = sum / length;
            largest = Math.Max(largest, Math.Sqrt(Math.Max(0, (squares / length) - (mean * mean))));
        }

        return largest;
    }
}
