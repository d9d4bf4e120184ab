using ILComicGAN.Imaging;

namespace ILComicGAN.Datasets.Measures;

/// <summary>The mean colors of a picture's 32×18 regions: enough to tell scenes apart and to see one fade into another.</summary>
internal sealed class Thumbnail
{
    private const int Columns = 32;
    private const int Rows = 18;

    private readonly float[] _values = new float[3 * Columns * Rows];

    private Thumbnail()
    {
    }

    /// <summary>Averages a picture.</summary>
    public static Thumbnail Of(Picture picture)
    {
        Thumbnail thumbnail = new();
        ReadOnlySpan<byte> rgb = picture.Rgb;
        for (int row = 0; row < Rows; row++)
        {
            (int top, int bottom) = Region(row, Rows, picture.Height);
            for (int column = 0; column < Columns; column++)
            {
                (int left, int right) = Region(column, Columns, picture.Width);
                (int red, int green, int blue) = (0, 0, 0);
                for (int y = top; y < bottom; y++)
                {
                    ReadOnlySpan<byte> line = rgb.Slice(3 * ((y * picture.Width) + left), 3 * (right - left));
                    for (int i = 0; i + 2 < line.Length; i += 3)
                    {
                        red += line[i];
                        green += line[i + 1];
                        blue += line[i + 2];
                    }
                }

                float count = (bottom - top) * (right - left);
                int at = 3 * ((row * Columns) + column);
                thumbnail._values[at] = red / count;
                thumbnail._values[at + 1] = green / count;
                thumbnail._values[at + 2] = blue / count;
            }
        }

        return thumbnail;
    }

    /// <summary>The mean difference of all values, 0 to 255.</summary>
    public double DistanceTo(Thumbnail other)
    {
        double sum = 0;
        for (int i = 0; i < _values.Length; i++)
        {
            sum += Math.Abs(_values[i] - other._values[i]);
        }

        return sum / _values.Length;
    }

    /// <summary>
    /// Whether this picture is neither of two others but a mixture of them: what a fade or dissolve shows between its ends.
    /// Something that moves is no mixture of where it was and where it will be.
    /// </summary>
    public bool IsBlendOf(Thumbnail before, Thumbnail after)
    {
        const double SmallestChange = 8, SmallestShare = 0.06, LargestResidual = 0.2;
        double change = before.DistanceTo(after);
        if (change < SmallestChange)
        {
            return false;
        }

        (double product, double square) = (0, 0);
        for (int i = 0; i < _values.Length; i++)
        {
            double direction = after._values[i] - before._values[i];
            product += (_values[i] - before._values[i]) * direction;
            square += direction * direction;
        }

        double share = product / square;
        if (share is < SmallestShare or > 1 - SmallestShare)
        {
            return false;
        }

        double residual = 0;
        for (int i = 0; i < _values.Length; i++)
        {
            residual += Math.Abs(_values[i] - before._values[i] - (share * (after._values[i] - before._values[i])));
        }

        return residual / _values.Length < LargestResidual * change;
    }

    private static (int From, int To) Region(int index, int count, int length)
    {
        int from = index * length / count;
        return (from, Math.Max(from + 1, (index + 1) * length / count));
    }
}
