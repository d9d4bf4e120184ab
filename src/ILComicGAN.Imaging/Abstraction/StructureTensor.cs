namespace ILComicGAN.Imaging.Abstraction;

/// <summary>The smoothed structure tensor of a picture: products of derivatives, summed over colors. Its eigenvalues and their directions tell edges from corners and noise.</summary>
/// <param name="XX">∂x·∂x.</param>
/// <param name="XY">∂x·∂y.</param>
/// <param name="YY">∂y·∂y.</param>
internal readonly record struct StructureTensor(float[] XX, float[] XY, float[] YY)
{
    /// <summary>Of 3 planes of height × width.</summary>
    /// <param name="planes">Red, green, blue.</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="sigma">How far around each pixel is looked, in pixels.</param>
    public static StructureTensor Of(ReadOnlySpan<float> planes, int width, int height, double sigma)
    {
        int length = width * height;
        float[] xx = new float[length], xy = new float[length], yy = new float[length];
        for (int c = 0; c < 3; c++)
        {
            ReadOnlySpan<float> plane = planes.Slice(c * length, length);
            for (int y = 0; y < height; y++)
            {
                int above = Border.Reflect(y - 1, height) * width, here = y * width, below = Border.Reflect(y + 1, height) * width;
                for (int x = 0; x < width; x++)
                {
                    int left = Border.Reflect(x - 1, width), right = Border.Reflect(x + 1, width);
                    // Sobel's derivatives.
                    float dx = (plane[above + right] + (2 * plane[here + right]) + plane[below + right]
                        - plane[above + left] - (2 * plane[here + left]) - plane[below + left]) / 8;
                    float dy = (plane[below + left] + (2 * plane[below + x]) + plane[below + right]
                        - plane[above + left] - (2 * plane[above + x]) - plane[above + right]) / 8;
                    xx[here + x] += dx * dx;
                    xy[here + x] += dx * dy;
                    yy[here + x] += dy * dy;
                }
            }
        }

        return new StructureTensor(
            GaussianBlur.Apply(xx, width, height, sigma), GaussianBlur.Apply(xy, width, height, sigma), GaussianBlur.Apply(yy, width, height, sigma));
    }

    /// <summary>The eigenvalues at a pixel, λ₁ ≥ λ₂: the squares of how much the picture changes across and along the structure.</summary>
    public (float Largest, float Smallest) Eigenvalues(int i)
    {
        float root = MathF.Sqrt(((XX[i] - YY[i]) * (XX[i] - YY[i])) + (4 * XY[i] * XY[i]));
        return ((XX[i] + YY[i] + root) / 2, (XX[i] + YY[i] - root) / 2);
    }
}
