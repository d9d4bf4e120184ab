using System.Runtime.CompilerServices;

namespace ILComicGAN.Engine.Devices.Cpu;

internal sealed unsafe partial class CpuDevice<TSimd, TVector>
{
    /// <summary>Output channels computed together; a picture has as many.</summary>
    private const int FewOutputs = 3;

    /// <summary>Vectors of neighbouring outputs computed together.</summary>
    private const int FewOutputVectors = 4;

    /// <summary>Output rows in a piece of work; the input rows that they share stay in the second-level cache.</summary>
    private const int FewOutputRows = 16;

    /// <summary>
    /// y = LeakyReLU(source ⋆ kernels + bias) for at most <see cref="FewOutputs"/> output channels, where a matrix tile
    /// would compute rows that do not exist: 3 channels × 4 vectors are in registers, over a strip of the picture that is
    /// copied once per <see cref="FewOutputRows"/> rows, since the planes of a picture often lie a power of two apart and
    /// would share a few sets of the caches. The weight of (output channel, input channel, row, column) is <paramref name="element"/>.
    /// </summary>
    private void ConvolveToFew(
        float* x, PictureSource source, Func<int, int, int, int, float> element, float* bias, float slope, float* y, FewOutputsShape s)
    {
        int terms = s.Depth * s.KernelHeight * s.KernelWidth;
        using CpuScratchBuffer weights = new((long)terms * FewOutputs);
        for (int i = 0; i < terms * FewOutputs; i++)
        {
            (int term, int output) = Math.DivRem(i, FewOutputs);
            (int rest, int column) = Math.DivRem(term, s.KernelWidth);
            (int channel, int row) = Math.DivRem(rest, s.KernelHeight);
            weights.Values[i] = output < s.Rows ? element(output, channel, row, column) : 0;
        }

        int chunk = FewOutputVectors * TSimd.Count;
        int chunks = (s.Width + chunk - 1) / chunk;
        int blocks = (s.Height + FewOutputRows - 1) / FewOutputRows;
        float* w = weights.Values;
        Pool.Run(s.Batch * blocks * chunks, piece =>
        {
            (int rest, int column) = Math.DivRem(piece, chunks);
            (int n, int block) = Math.DivRem(rest, blocks);
            int end = Math.Min(s.Height, (block + 1) * FewOutputRows);
            int firstRow = block * FewOutputRows;
            int lineLength = chunk + s.KernelWidth - 1;
            int lines = end - firstRow + s.KernelHeight - 1;
            float* strip = Scratch.Floats((long)s.Depth * lines * lineLength);
            for (int i = 0; i < s.Depth * lines; i++)
            {
                (int channel, int line) = Math.DivRem(i, lines);
                float* plane = x + ((((long)n * s.Depth) + channel) * source.Plane);
                source.Read(
                    source.Line(plane, firstRow + line), column * chunk, lineLength, 1, strip + ((long)i * lineLength));
            }

            float* sums = stackalloc float[FewOutputs * chunk];
            for (int row = firstRow; row < end; row++)
            {
                FewOutputsChunk(strip + ((long)(row - firstRow) * lineLength), lines, lineLength, w, s, sums);
                int count = Math.Min(chunk, s.Width - (column * chunk));
                for (int output = 0; output < s.Rows; output++)
                {
                    float* target = y + ((((((long)n * s.Rows) + output) * s.Height) + row) * s.Width) + ((long)column * chunk);
                    float offset = bias is null ? 0 : bias[output];
                    for (int i = 0; i < count; i++)
                    {
                        float sum = sums[(output * chunk) + i] + offset;
                        target[i] = sum > 0 ? sum : slope * sum;
                    }
                }
            }
        });
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FewOutputsChunk(float* strip, int lines, int lineLength, float* w, FewOutputsShape s, float* sums)
    {
        TVector s00 = TSimd.Zero, s01 = TSimd.Zero, s02 = TSimd.Zero, s03 = TSimd.Zero;
        TVector s10 = TSimd.Zero, s11 = TSimd.Zero, s12 = TSimd.Zero, s13 = TSimd.Zero;
        TVector s20 = TSimd.Zero, s21 = TSimd.Zero, s22 = TSimd.Zero, s23 = TSimd.Zero;
        for (int channel = 0; channel < s.Depth; channel++)
        {
            float* first = strip + ((long)channel * lines * lineLength);
            for (int ky = 0; ky < s.KernelHeight; ky++)
            {
                float* at = first + ((long)ky * lineLength);
                for (float* end = at + s.KernelWidth; at < end; at++, w += FewOutputs)
                {
                    TVector x0 = TSimd.Load(at);
                    TVector x1 = TSimd.Load(at + TSimd.Count);
                    TVector x2 = TSimd.Load(at + (2 * TSimd.Count));
                    TVector x3 = TSimd.Load(at + (3 * TSimd.Count));
                    TVector w0 = TSimd.Create(w[0]);
                    s00 = TSimd.MultiplyAdd(w0, x0, s00);
                    s01 = TSimd.MultiplyAdd(w0, x1, s01);
                    s02 = TSimd.MultiplyAdd(w0, x2, s02);
                    s03 = TSimd.MultiplyAdd(w0, x3, s03);
                    TVector w1 = TSimd.Create(w[1]);
                    s10 = TSimd.MultiplyAdd(w1, x0, s10);
                    s11 = TSimd.MultiplyAdd(w1, x1, s11);
                    s12 = TSimd.MultiplyAdd(w1, x2, s12);
                    s13 = TSimd.MultiplyAdd(w1, x3, s13);
                    TVector w2 = TSimd.Create(w[2]);
                    s20 = TSimd.MultiplyAdd(w2, x0, s20);
                    s21 = TSimd.MultiplyAdd(w2, x1, s21);
                    s22 = TSimd.MultiplyAdd(w2, x2, s22);
                    s23 = TSimd.MultiplyAdd(w2, x3, s23);
                }
            }
        }

        int vector = TSimd.Count;
        TSimd.Store(s00, sums);
        TSimd.Store(s01, sums + vector);
        TSimd.Store(s02, sums + (2 * vector));
        TSimd.Store(s03, sums + (3 * vector));
        TSimd.Store(s10, sums + (4 * vector));
        TSimd.Store(s11, sums + (5 * vector));
        TSimd.Store(s12, sums + (6 * vector));
        TSimd.Store(s13, sums + (7 * vector));
        TSimd.Store(s20, sums + (8 * vector));
        TSimd.Store(s21, sums + (9 * vector));
        TSimd.Store(s22, sums + (10 * vector));
        TSimd.Store(s23, sums + (11 * vector));
    }

    /// <summary>Sizes of a convolution to few channels: output channels and size, input channels, kernel.</summary>
    private readonly record struct FewOutputsShape(
        int Batch, int Rows, int Depth, int Height, int Width, int KernelHeight, int KernelWidth);
}
