using ILComicGAN.Engine.Devices.Cpu.Simd;

namespace ILComicGAN.Engine.Devices.Cpu.MatrixProduct;

/// <summary>Turns rows into columns, a block of registers at a time.</summary>
internal static unsafe class Transposition<TSimd, TVector>
    where TSimd : ISimd<TVector>
    where TVector : unmanaged
{
    /// <summary>
    /// target[c·targetStride + r] = source[r·sourceStride + c], and zeros from row <paramref name="rows"/> up to
    /// <paramref name="paddedRows"/>.
    /// </summary>
    public static void Run(
        float* source, long sourceStride, int rows, int columns, float* target, int targetStride, int paddedRows)
    {
        int r = 0;
        for (; r <= rows - TSimd.Count; r += TSimd.Count)
        {
            float* line = source + (r * sourceStride);
            int c = 0;
            for (; c <= columns - TSimd.Count; c += TSimd.Count)
            {
                TSimd.Transpose(line + c, sourceStride, target + ((long)c * targetStride) + r, targetStride);
            }

            Each(line, sourceStride, TSimd.Count, c, columns, target + r, targetStride);
        }

        Each(source + (r * sourceStride), sourceStride, rows - r, 0, columns, target + r, targetStride);
        if (rows < paddedRows)
        {
            for (int c = 0; c < columns; c++)
            {
                new Span<float>(target + ((long)c * targetStride) + rows, paddedRows - rows).Clear();
            }
        }
    }

    private static void Each(float* source, long sourceStride, int rows, int from, int to, float* target, int targetStride)
    {
        for (int c = from; c < to; c++)
        {
            for (int r = 0; r < rows; r++)
            {
                target[((long)c * targetStride) + r] = source[(r * sourceStride) + c];
            }
        }
    }
}
