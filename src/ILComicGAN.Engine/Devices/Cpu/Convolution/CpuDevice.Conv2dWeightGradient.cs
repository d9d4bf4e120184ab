using System.Runtime.CompilerServices;
using ILComicGAN.Engine.Memory;

namespace ILComicGAN.Engine.Devices.Cpu;

internal sealed unsafe partial class CpuDevice<TSimd, TVector>
{
    /// <summary>Output positions that one pass over all weights looks at; their rows stay in the second-level cache.</summary>
    private const int PositionsPerPass = 2048;

    /// <summary>
    /// gw[o, (i, ky, kx)] = Σ gy[o]·x[i] shifted: dot products of rows along the picture, a tile of output channels by
    /// three kernel elements in registers. x is copied once with its zeros around it and its columns sorted by their
    /// remainder modulo the stride, so that every operand is a run of whole vectors.
    /// </summary>
    public override void Conv2dWeightGradient(DeviceBuffer x, DeviceBuffer gy, DeviceBuffer gw, in Conv2dShape shape)
    {
        Conv2dShape s = shape;
        float* input = Of(x);
        float* gradient = Of(gy);
        float* result = Of(gw);
        if (s.GroupInChannels == 1 && s.GroupOutChannels == 1)
        {
            DepthwiseWeightGradient(input, gradient, result, s);
            return;
        }

        int lane = (s.OutWidth + TSimd.Count - 1) / TSimd.Count * TSimd.Count;
        int kernelSteps = (s.KernelWidth + s.Stride - 1) / s.Stride;
        int lineLength = lane + kernelSteps;
        int lines = s.InHeight + (2 * s.Padding);
        using CpuScratchBuffer padded = new(((long)s.Batch * s.InChannels * lines * s.Stride * lineLength) + TSimd.Count);
        PadInput(input, padded.Values, s, lines, lineLength);
        bool aligned = lane == s.OutWidth;
        using CpuScratchBuffer? paddedGradient = aligned
            ? null
            : new((long)s.Batch * s.OutChannels * s.OutHeight * lane);
        if (paddedGradient is not null)
        {
            PadRows(gradient, paddedGradient.Values, (long)s.Batch * s.OutChannels * s.OutHeight, s.OutWidth, lane);
        }

        WeightGradientTask task = new(
            padded.Values, paddedGradient is null ? gradient : paddedGradient.Values, result, s, lane, lineLength, lines);
        int channelBlocks = (s.GroupOutChannels + MicroKernel<TSimd, TVector>.Rows - 1) / MicroKernel<TSimd, TVector>.Rows;
        int terms = s.GroupInChannels * s.KernelHeight * s.KernelWidth;
        int termBlocks = Math.Clamp(16 / channelBlocks, 1, Math.Max(1, terms / 24));
        Pool.Run(s.Groups * channelBlocks * termBlocks, piece =>
        {
            (int rest, int termBlock) = Math.DivRem(piece, termBlocks);
            (int group, int channelBlock) = Math.DivRem(rest, channelBlocks);
            int first = (int)((long)terms * termBlock / termBlocks);
            int end = (int)((long)terms * (termBlock + 1) / termBlocks);
            task.Run(group, channelBlock, first, end);
        });
    }

    private void PadInput(float* x, float* padded, Conv2dShape s, int lines, int lineLength)
    {
        ForRange((long)s.Batch * s.InChannels * lines, Math.Max(1, Grain / lineLength), (from, to) =>
        {
            for (long at = from; at < to; at++)
            {
                (long plane, long line) = Math.DivRem(at, lines);
                float* target = padded + (at * s.Stride * lineLength);
                new Span<float>(target, s.Stride * lineLength).Clear();
                long row = line - s.Padding;
                if (row < 0 || row >= s.InHeight)
                {
                    continue;
                }

                float* source = x + (((plane * s.InHeight) + row) * s.InWidth);
                // Columns beyond what the last output needs may be longer than a line.
                int columns = Math.Min(s.InWidth, (s.Stride * lineLength) - s.Padding);
                if (s.Stride == 1)
                {
                    new ReadOnlySpan<float>(source, columns).CopyTo(new Span<float>(target + s.Padding, columns));
                    continue;
                }

                for (int column = 0; column < columns; column++)
                {
                    (int step, int remainder) = Math.DivRem(column + s.Padding, s.Stride);
                    target[(remainder * lineLength) + step] = source[column];
                }
            }
        });
    }

    private void PadRows(float* rows, float* padded, long count, int width, int paddedWidth)
    {
        ForRange(count, Math.Max(1, Grain / paddedWidth), (from, to) =>
        {
            for (long row = from; row < to; row++)
            {
                new ReadOnlySpan<float>(rows + (row * width), width).CopyTo(new Span<float>(padded + (row * paddedWidth), width));
                new Span<float>(padded + (row * paddedWidth) + width, paddedWidth - width).Clear();
            }
        });
    }

    /// <summary>The weight gradient of one convolution, to be asked for block by block.</summary>
    private sealed class WeightGradientTask(
        float* x, float* gy, float* gw, Conv2dShape s, int lane, int lineLength, int lines)
    {
        /// <summary>Computes one block of output channels by the kernel elements [first, end) of one group.</summary>
        public void Run(int group, int channelBlock, int first, int end)
        {
            int tile = MicroKernel<TSimd, TVector>.Rows;
            int terms = s.GroupInChannels * s.KernelHeight * s.KernelWidth;
            int firstChannel = channelBlock * tile;
            int channels = Math.Min(tile, s.GroupOutChannels - firstChannel);
            firstChannel += group * s.GroupOutChannels;
            int rowsPerPass = Math.Max(1, PositionsPerPass / lane);
            float* sums = stackalloc float[tile * 3];
            float** g = stackalloc float*[tile];
            float** t = stackalloc float*[3];
            bool began = false;
            for (int n = 0; n < s.Batch; n++)
            {
                for (int row = 0; row < s.OutHeight; row += rowsPerPass)
                {
                    int rows = Math.Min(rowsPerPass, s.OutHeight - row);
                    for (int i = 0; i < tile; i++)
                    {
                        // A tile at the edge repeats its last channel and the result is not used.
                        int channel = firstChannel + Math.Min(i, channels - 1);
                        g[i] = gy + (((((long)n * s.OutChannels) + channel) * s.OutHeight) + row) * lane;
                    }

                    for (int term = first; term < end; term += 3)
                    {
                        int count = Math.Min(3, end - term);
                        for (int j = 0; j < 3; j++)
                        {
                            t[j] = Term(n, group, term + Math.Min(j, count - 1), row);
                        }

                        Dot(rows, g, t, sums);
                        for (int i = 0; i < channels; i++)
                        {
                            for (int j = 0; j < count; j++)
                            {
                                float* target = gw + ((long)(firstChannel + i) * terms) + term + j;
                                *target = began ? *target + sums[(i * 3) + j] : sums[(i * 3) + j];
                            }
                        }
                    }

                    began = true;
                }
            }
        }

        /// <summary>Where kernel element <paramref name="term"/> finds its input for output row <paramref name="row"/>.</summary>
        private float* Term(int n, int group, int term, int row)
        {
            (int channel, int element) = Math.DivRem(term, s.KernelHeight * s.KernelWidth);
            (int ky, int kx) = Math.DivRem(element, s.KernelWidth);
            (int step, int remainder) = Math.DivRem(kx, s.Stride);
            long plane = ((long)n * s.InChannels) + (group * s.GroupInChannels) + channel;
            long line = (plane * lines) + ((long)row * s.Stride) + ky;
            return x + (((line * s.Stride) + remainder) * lineLength) + step;
        }

        private void Dot(int rows, float** g, float** t, float* sums)
        {
            long step = (long)s.Stride * s.Stride * lineLength;
            if (TSimd.HasWideTile)
            {
                Dot8(rows, lane, step, g, t, sums);
            }
            else
            {
                Dot4(rows, lane, step, g, t, sums);
            }
        }

        /// <summary>8 channels × 3 kernel elements: 24 sums of products, each in a vector until the end.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Dot8(int rows, int lane, long step, float** g, float** t, float* sums)
        {
            TVector s00 = TSimd.Zero, s01 = TSimd.Zero, s02 = TSimd.Zero;
            TVector s10 = TSimd.Zero, s11 = TSimd.Zero, s12 = TSimd.Zero;
            TVector s20 = TSimd.Zero, s21 = TSimd.Zero, s22 = TSimd.Zero;
            TVector s30 = TSimd.Zero, s31 = TSimd.Zero, s32 = TSimd.Zero;
            TVector s40 = TSimd.Zero, s41 = TSimd.Zero, s42 = TSimd.Zero;
            TVector s50 = TSimd.Zero, s51 = TSimd.Zero, s52 = TSimd.Zero;
            TVector s60 = TSimd.Zero, s61 = TSimd.Zero, s62 = TSimd.Zero;
            TVector s70 = TSimd.Zero, s71 = TSimd.Zero, s72 = TSimd.Zero;
            float* x0 = t[0], x1 = t[1], x2 = t[2];
            float* g0 = g[0];
            long at = 0;
            for (int row = 0; row < rows; row++)
            {
                for (int i = 0; i < lane; i += TSimd.Count, at += TSimd.Count)
                {
                    TVector v0 = TSimd.Load(x0 + i);
                    TVector v1 = TSimd.Load(x1 + i);
                    TVector v2 = TSimd.Load(x2 + i);
                    TVector c0 = TSimd.Load(g0 + at);
                    s00 = TSimd.MultiplyAdd(c0, v0, s00);
                    s01 = TSimd.MultiplyAdd(c0, v1, s01);
                    s02 = TSimd.MultiplyAdd(c0, v2, s02);
                    TVector c1 = TSimd.Load(g[1] + at);
                    s10 = TSimd.MultiplyAdd(c1, v0, s10);
                    s11 = TSimd.MultiplyAdd(c1, v1, s11);
                    s12 = TSimd.MultiplyAdd(c1, v2, s12);
                    TVector c2 = TSimd.Load(g[2] + at);
                    s20 = TSimd.MultiplyAdd(c2, v0, s20);
                    s21 = TSimd.MultiplyAdd(c2, v1, s21);
                    s22 = TSimd.MultiplyAdd(c2, v2, s22);
                    TVector c3 = TSimd.Load(g[3] + at);
                    s30 = TSimd.MultiplyAdd(c3, v0, s30);
                    s31 = TSimd.MultiplyAdd(c3, v1, s31);
                    s32 = TSimd.MultiplyAdd(c3, v2, s32);
                    TVector c4 = TSimd.Load(g[4] + at);
                    s40 = TSimd.MultiplyAdd(c4, v0, s40);
                    s41 = TSimd.MultiplyAdd(c4, v1, s41);
                    s42 = TSimd.MultiplyAdd(c4, v2, s42);
                    TVector c5 = TSimd.Load(g[5] + at);
                    s50 = TSimd.MultiplyAdd(c5, v0, s50);
                    s51 = TSimd.MultiplyAdd(c5, v1, s51);
                    s52 = TSimd.MultiplyAdd(c5, v2, s52);
                    TVector c6 = TSimd.Load(g[6] + at);
                    s60 = TSimd.MultiplyAdd(c6, v0, s60);
                    s61 = TSimd.MultiplyAdd(c6, v1, s61);
                    s62 = TSimd.MultiplyAdd(c6, v2, s62);
                    TVector c7 = TSimd.Load(g[7] + at);
                    s70 = TSimd.MultiplyAdd(c7, v0, s70);
                    s71 = TSimd.MultiplyAdd(c7, v1, s71);
                    s72 = TSimd.MultiplyAdd(c7, v2, s72);
                }

                x0 += step;
                x1 += step;
                x2 += step;
            }

            sums[0] = TSimd.Sum(s00);
            sums[1] = TSimd.Sum(s01);
            sums[2] = TSimd.Sum(s02);
            sums[3] = TSimd.Sum(s10);
            sums[4] = TSimd.Sum(s11);
            sums[5] = TSimd.Sum(s12);
            sums[6] = TSimd.Sum(s20);
            sums[7] = TSimd.Sum(s21);
            sums[8] = TSimd.Sum(s22);
            sums[9] = TSimd.Sum(s30);
            sums[10] = TSimd.Sum(s31);
            sums[11] = TSimd.Sum(s32);
            sums[12] = TSimd.Sum(s40);
            sums[13] = TSimd.Sum(s41);
            sums[14] = TSimd.Sum(s42);
            sums[15] = TSimd.Sum(s50);
            sums[16] = TSimd.Sum(s51);
            sums[17] = TSimd.Sum(s52);
            sums[18] = TSimd.Sum(s60);
            sums[19] = TSimd.Sum(s61);
            sums[20] = TSimd.Sum(s62);
            sums[21] = TSimd.Sum(s70);
            sums[22] = TSimd.Sum(s71);
            sums[23] = TSimd.Sum(s72);
        }

        /// <summary>4 channels × 3 kernel elements: 12 sums of products, each in a vector until the end.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Dot4(int rows, int lane, long step, float** g, float** t, float* sums)
        {
            TVector s00 = TSimd.Zero, s01 = TSimd.Zero, s02 = TSimd.Zero;
            TVector s10 = TSimd.Zero, s11 = TSimd.Zero, s12 = TSimd.Zero;
            TVector s20 = TSimd.Zero, s21 = TSimd.Zero, s22 = TSimd.Zero;
            TVector s30 = TSimd.Zero, s31 = TSimd.Zero, s32 = TSimd.Zero;
            float* x0 = t[0], x1 = t[1], x2 = t[2];
            float* g0 = g[0];
            long at = 0;
            for (int row = 0; row < rows; row++)
            {
                for (int i = 0; i < lane; i += TSimd.Count, at += TSimd.Count)
                {
                    TVector v0 = TSimd.Load(x0 + i);
                    TVector v1 = TSimd.Load(x1 + i);
                    TVector v2 = TSimd.Load(x2 + i);
                    TVector c0 = TSimd.Load(g0 + at);
                    s00 = TSimd.MultiplyAdd(c0, v0, s00);
                    s01 = TSimd.MultiplyAdd(c0, v1, s01);
                    s02 = TSimd.MultiplyAdd(c0, v2, s02);
                    TVector c1 = TSimd.Load(g[1] + at);
                    s10 = TSimd.MultiplyAdd(c1, v0, s10);
                    s11 = TSimd.MultiplyAdd(c1, v1, s11);
                    s12 = TSimd.MultiplyAdd(c1, v2, s12);
                    TVector c2 = TSimd.Load(g[2] + at);
                    s20 = TSimd.MultiplyAdd(c2, v0, s20);
                    s21 = TSimd.MultiplyAdd(c2, v1, s21);
                    s22 = TSimd.MultiplyAdd(c2, v2, s22);
                    TVector c3 = TSimd.Load(g[3] + at);
                    s30 = TSimd.MultiplyAdd(c3, v0, s30);
                    s31 = TSimd.MultiplyAdd(c3, v1, s31);
                    s32 = TSimd.MultiplyAdd(c3, v2, s32);
                }

                x0 += step;
                x1 += step;
                x2 += step;
            }

            sums[0] = TSimd.Sum(s00);
            sums[1] = TSimd.Sum(s01);
            sums[2] = TSimd.Sum(s02);
            sums[3] = TSimd.Sum(s10);
            sums[4] = TSimd.Sum(s11);
            sums[5] = TSimd.Sum(s12);
            sums[6] = TSimd.Sum(s20);
            sums[7] = TSimd.Sum(s21);
            sums[8] = TSimd.Sum(s22);
            sums[9] = TSimd.Sum(s30);
            sums[10] = TSimd.Sum(s31);
            sums[11] = TSimd.Sum(s32);
        }
    }
}
