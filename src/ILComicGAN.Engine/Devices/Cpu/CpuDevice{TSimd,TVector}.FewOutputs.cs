using System.Runtime.CompilerServices;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices.Cpu.Convolution;
using ILComicGAN.Engine.Devices.Cpu.MatrixProduct;

namespace ILComicGAN.Engine.Devices.Cpu;

internal sealed unsafe partial class CpuDevice<TSimd, TVector>
{
    /// <summary>Output channels computed together; a picture has as many.</summary>
    private const int FewOutputs = 3;

    /// <summary>Columns of a kernel whose gradients are computed together.</summary>
    private const int DotColumns = 8;

    /// <summary>Vectors of neighboring outputs computed together.</summary>
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
        float* x, PictureSource source, Func<int, int, int, int, float> element, float* bias, float slope, float* y, SmallChannelsShape s)
    {
        int terms = s.Depth * s.KernelHeight * s.KernelWidth;
        using CpuScratchBuffer weights = new(Allocator, (long)terms * FewOutputs);
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
                long plane = ((long)n * s.Depth) + channel;
                source.Read<TSimd, TVector>(
                    source.Line(x + (plane * source.Plane), firstRow + line),
                    column * chunk,
                    lineLength,
                    1,
                    source.Normalization(plane),
                    strip + ((long)i * lineLength));
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
    private static void FewOutputsChunk(float* strip, int lines, int lineLength, float* w, SmallChannelsShape s, float* sums)
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

    /// <summary>
    /// The weight gradient of a convolution to at most <see cref="FewOutputs"/> channels, whose matrix product would have
    /// hardly any rows: for each input channel and row of the kernel, 3 outputs × 8 columns of the kernel are sums in registers.
    /// </summary>
    private void WeightGradientOfFew(float* x, PictureSource source, float* gy, float* gw, Conv2dShape s)
    {
        int blocks = (s.KernelWidth + DotColumns - 1) / DotColumns;
        Pool.Run(s.InChannels * s.KernelHeight * blocks, piece =>
        {
            (int rest, int block) = Math.DivRem(piece, blocks);
            (int channel, int ky) = Math.DivRem(rest, s.KernelHeight);
            int firstColumn = block * DotColumns;
            int whole = s.OutWidth / TSimd.Count * TSimd.Count;
            double* sums = stackalloc double[FewOutputs * DotColumns];
            new Span<double>(sums, FewOutputs * DotColumns).Clear();
            int length = s.OutWidth + DotColumns - 1;
            float* vectors = Scratch.Floats((FewOutputs * DotColumns * TSimd.Count) + length);
            float* line = vectors + (FewOutputs * DotColumns * TSimd.Count);
            float** gradients = stackalloc float*[FewOutputs];
            new Span<float>(vectors, FewOutputs * DotColumns * TSimd.Count).Clear();
            for (int row = 0; row < s.Batch * s.OutHeight; row++)
            {
                (int n, int r) = Math.DivRem(row, s.OutHeight);
                float* plane = x + ((((long)n * s.InChannels) + channel) * source.Plane);
                source.Read<TSimd, TVector>(source.Line(plane, r + ky), firstColumn, length, 1, line);
                for (int output = 0; output < FewOutputs; output++)
                {
                    // Outputs that do not exist repeat the last one and are not used.
                    int existing = Math.Min(output, s.OutChannels - 1);
                    gradients[output] = gy + ((((((long)n * s.OutChannels) + existing) * s.OutHeight) + r) * s.OutWidth);
                }

                DotFew(gradients[0], gradients[1], gradients[2], line, whole, vectors);
                for (int c = whole; c < s.OutWidth; c++)
                {
                    for (int i = 0; i < FewOutputs * DotColumns; i++)
                    {
                        sums[i] += (double)gradients[i / DotColumns][c] * line[c + (i % DotColumns)];
                    }
                }

                if (row % DotRun == DotRun - 1 || row == (s.Batch * s.OutHeight) - 1)
                {
                    for (int i = 0; i < FewOutputs * DotColumns; i++)
                    {
                        sums[i] += TSimd.Sum(TSimd.Load(vectors + (i * TSimd.Count)));
                    }

                    new Span<float>(vectors, FewOutputs * DotColumns * TSimd.Count).Clear();
                }
            }

            for (int i = 0; i < s.OutChannels * DotColumns; i++)
            {
                (int output, int kx) = (i / DotColumns, firstColumn + (i % DotColumns));
                if (kx < s.KernelWidth)
                {
                    gw[((((((long)output * s.InChannels) + channel) * s.KernelHeight) + ky) * s.KernelWidth) + kx] = (float)sums[i];
                }
            }
        });
    }

    /// <summary>vectors[o][j] += g_o · (line shifted by j), over whole vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void DotFew(float* g0, float* g1, float* g2, float* line, int length, float* vectors)
    {
        TVector s00 = TSimd.Load(vectors), s01 = TSimd.Load(vectors + (1 * TSimd.Count)), s02 = TSimd.Load(vectors + (2 * TSimd.Count)), s03 = TSimd.Load(vectors + (3 * TSimd.Count));
        TVector s04 = TSimd.Load(vectors + (4 * TSimd.Count)), s05 = TSimd.Load(vectors + (5 * TSimd.Count)), s06 = TSimd.Load(vectors + (6 * TSimd.Count)), s07 = TSimd.Load(vectors + (7 * TSimd.Count));
        TVector s10 = TSimd.Load(vectors + (8 * TSimd.Count)), s11 = TSimd.Load(vectors + (9 * TSimd.Count)), s12 = TSimd.Load(vectors + (10 * TSimd.Count)), s13 = TSimd.Load(vectors + (11 * TSimd.Count));
        TVector s14 = TSimd.Load(vectors + (12 * TSimd.Count)), s15 = TSimd.Load(vectors + (13 * TSimd.Count)), s16 = TSimd.Load(vectors + (14 * TSimd.Count)), s17 = TSimd.Load(vectors + (15 * TSimd.Count));
        TVector s20 = TSimd.Load(vectors + (16 * TSimd.Count)), s21 = TSimd.Load(vectors + (17 * TSimd.Count)), s22 = TSimd.Load(vectors + (18 * TSimd.Count)), s23 = TSimd.Load(vectors + (19 * TSimd.Count));
        TVector s24 = TSimd.Load(vectors + (20 * TSimd.Count)), s25 = TSimd.Load(vectors + (21 * TSimd.Count)), s26 = TSimd.Load(vectors + (22 * TSimd.Count)), s27 = TSimd.Load(vectors + (23 * TSimd.Count));
        for (int i = 0; i < length; i += TSimd.Count)
        {
            TVector a = TSimd.Load(g0 + i);
            TVector b = TSimd.Load(g1 + i);
            TVector c = TSimd.Load(g2 + i);
            TVector x0 = TSimd.Load(line + i);
            s00 = TSimd.MultiplyAdd(a, x0, s00);
            s10 = TSimd.MultiplyAdd(b, x0, s10);
            s20 = TSimd.MultiplyAdd(c, x0, s20);
            TVector x1 = TSimd.Load(line + i + 1);
            s01 = TSimd.MultiplyAdd(a, x1, s01);
            s11 = TSimd.MultiplyAdd(b, x1, s11);
            s21 = TSimd.MultiplyAdd(c, x1, s21);
            TVector x2 = TSimd.Load(line + i + 2);
            s02 = TSimd.MultiplyAdd(a, x2, s02);
            s12 = TSimd.MultiplyAdd(b, x2, s12);
            s22 = TSimd.MultiplyAdd(c, x2, s22);
            TVector x3 = TSimd.Load(line + i + 3);
            s03 = TSimd.MultiplyAdd(a, x3, s03);
            s13 = TSimd.MultiplyAdd(b, x3, s13);
            s23 = TSimd.MultiplyAdd(c, x3, s23);
            TVector x4 = TSimd.Load(line + i + 4);
            s04 = TSimd.MultiplyAdd(a, x4, s04);
            s14 = TSimd.MultiplyAdd(b, x4, s14);
            s24 = TSimd.MultiplyAdd(c, x4, s24);
            TVector x5 = TSimd.Load(line + i + 5);
            s05 = TSimd.MultiplyAdd(a, x5, s05);
            s15 = TSimd.MultiplyAdd(b, x5, s15);
            s25 = TSimd.MultiplyAdd(c, x5, s25);
            TVector x6 = TSimd.Load(line + i + 6);
            s06 = TSimd.MultiplyAdd(a, x6, s06);
            s16 = TSimd.MultiplyAdd(b, x6, s16);
            s26 = TSimd.MultiplyAdd(c, x6, s26);
            TVector x7 = TSimd.Load(line + i + 7);
            s07 = TSimd.MultiplyAdd(a, x7, s07);
            s17 = TSimd.MultiplyAdd(b, x7, s17);
            s27 = TSimd.MultiplyAdd(c, x7, s27);
        }

        TSimd.Store(s00, vectors);
        TSimd.Store(s01, vectors + (1 * TSimd.Count));
        TSimd.Store(s02, vectors + (2 * TSimd.Count));
        TSimd.Store(s03, vectors + (3 * TSimd.Count));
        TSimd.Store(s04, vectors + (4 * TSimd.Count));
        TSimd.Store(s05, vectors + (5 * TSimd.Count));
        TSimd.Store(s06, vectors + (6 * TSimd.Count));
        TSimd.Store(s07, vectors + (7 * TSimd.Count));
        TSimd.Store(s10, vectors + (8 * TSimd.Count));
        TSimd.Store(s11, vectors + (9 * TSimd.Count));
        TSimd.Store(s12, vectors + (10 * TSimd.Count));
        TSimd.Store(s13, vectors + (11 * TSimd.Count));
        TSimd.Store(s14, vectors + (12 * TSimd.Count));
        TSimd.Store(s15, vectors + (13 * TSimd.Count));
        TSimd.Store(s16, vectors + (14 * TSimd.Count));
        TSimd.Store(s17, vectors + (15 * TSimd.Count));
        TSimd.Store(s20, vectors + (16 * TSimd.Count));
        TSimd.Store(s21, vectors + (17 * TSimd.Count));
        TSimd.Store(s22, vectors + (18 * TSimd.Count));
        TSimd.Store(s23, vectors + (19 * TSimd.Count));
        TSimd.Store(s24, vectors + (20 * TSimd.Count));
        TSimd.Store(s25, vectors + (21 * TSimd.Count));
        TSimd.Store(s26, vectors + (22 * TSimd.Count));
        TSimd.Store(s27, vectors + (23 * TSimd.Count));
    }
}
