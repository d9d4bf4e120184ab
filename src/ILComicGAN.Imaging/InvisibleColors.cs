namespace ILComicGAN.Imaging;

/// <summary>
/// Gives the clear places of a picture colors of what shows around them. What lies under an opacity of 0 is an accident of the
/// program that saved the picture (black, white, leftovers), and a network sees it beyond every edge of what shows.
/// </summary>
/// <remarks>Pull and push: weighted means of ever coarser grids fill the holes of the finer ones, from the coarsest down.</remarks>
public static class InvisibleColors
{
    /// <summary>From this opacity on colors are as precise as they show; below they count less and less.</summary>
    private const float Trusted = 16;

    /// <summary>The picture with its invisible colors replaced; the same one where all shows.</summary>
    public static Picture WithInvisibleFilled(this Picture picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        if (!picture.HasAlpha || !picture.Alpha.ContainsAnyInRange<byte>(0, (byte)Trusted - 1))
        {
            return picture;
        }

        List<Level> levels = [Halve(picture)];
        while (levels[^1].Width > 1 || levels[^1].Height > 1)
        {
            levels.Add(Halve(levels[^1]));
        }

        for (int i = levels.Count - 2; i >= 0; i--)
        {
            Fill(levels[i], levels[i + 1]);
        }

        return new Picture(picture.Width, picture.Height, Fill(picture, levels[0]), picture.Alpha.ToArray());
    }

    private static Level Halve(Picture picture)
    {
        Level half = new((picture.Width + 1) / 2, (picture.Height + 1) / 2);
        ReadOnlySpan<byte> rgb = picture.Rgb, alpha = picture.Alpha;
        for (int i = 0; i < alpha.Length; i++)
        {
            float weight = Weight(alpha[i]);
            Span<float> to = half.At(i % picture.Width / 2, i / picture.Width / 2);
            for (int c = 0; c < 3; c++)
            {
                to[c] += weight * rgb[(3 * i) + c];
            }

            to[3] += weight;
        }

        half.Saturate();
        return half;
    }

    private static Level Halve(Level level)
    {
        Level half = new((level.Width + 1) / 2, (level.Height + 1) / 2);
        for (int y = 0; y < level.Height; y++)
        {
            for (int x = 0; x < level.Width; x++)
            {
                Span<float> from = level.At(x, y), to = half.At(x / 2, y / 2);
                for (int c = 0; c < 4; c++)
                {
                    to[c] += from[c];
                }
            }
        }

        half.Saturate();
        return half;
    }

    private static void Fill(Level fine, Level coarse)
    {
        Span<float> above = stackalloc float[3];
        for (int y = 0; y < fine.Height; y++)
        {
            for (int x = 0; x < fine.Width; x++)
            {
                Span<float> here = fine.At(x, y);
                if (here[3] < 1)
                {
                    coarse.Sample(x, y, above);
                    for (int c = 0; c < 3; c++)
                    {
                        here[c] += (1 - here[3]) * above[c];
                    }

                    here[3] = 1;
                }
            }
        }
    }

    private static byte[] Fill(Picture picture, Level coarse)
    {
        byte[] rgb = picture.Rgb.ToArray();
        Span<float> above = stackalloc float[3];
        for (int i = 0; i < picture.Alpha.Length; i++)
        {
            float weight = Weight(picture.Alpha[i]);
            if (weight < 1)
            {
                coarse.Sample(i % picture.Width, i / picture.Width, above);
                for (int c = 0; c < 3; c++)
                {
                    rgb[(3 * i) + c] = (byte)Math.Clamp(MathF.Round((weight * rgb[(3 * i) + c]) + ((1 - weight) * above[c])), 0, 255);
                }
            }
        }

        return rgb;
    }

    /// <summary>Cubic, so that a wide place that is nearly clear has no say beside what shows.</summary>
    private static float Weight(byte alpha)
    {
        float share = Math.Min(1, alpha / Trusted);
        return share * share * share;
    }

    /// <summary>A grid of four numbers: colors times weight, and weight.</summary>
    private sealed class Level(int width, int height)
    {
        private readonly float[] _values = new float[checked(4 * width * height)];

        public int Width => width;

        public int Height => height;

        public Span<float> At(int x, int y) => _values.AsSpan(4 * ((y * width) + x), 4);

        /// <summary>Sums of weights over 1 become means; smaller ones leave room for what is around.</summary>
        public void Saturate()
        {
            for (int i = 0; i < _values.Length; i += 4)
            {
                float weight = _values[i + 3];
                if (weight > 1)
                {
                    (_values[i], _values[i + 1], _values[i + 2], _values[i + 3]) =
                        (_values[i] / weight, _values[i + 1] / weight, _values[i + 2] / weight, 1);
                }
            }
        }

        /// <summary>The colors here for a pixel of the grid of twice the size, between the four nearest.</summary>
        public void Sample(int x, int y, Span<float> color)
        {
            (int left, int top) = ((x - 1) >> 1, (y - 1) >> 1);
            (float right, float bottom) = (x % 2 == 0 ? 0.75f : 0.25f, y % 2 == 0 ? 0.75f : 0.25f);
            color.Clear();
            Add(left, top, (1 - right) * (1 - bottom), color);
            Add(left + 1, top, right * (1 - bottom), color);
            Add(left, top + 1, (1 - right) * bottom, color);
            Add(left + 1, top + 1, right * bottom, color);
        }

        private void Add(int x, int y, float share, Span<float> color)
        {
            Span<float> here = At(Math.Clamp(x, 0, width - 1), Math.Clamp(y, 0, height - 1));
            for (int c = 0; c < 3; c++)
            {
                color[c] += share * here[c];
            }
        }
    }
}
