using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices.Cpu.MatrixProduct;
using ILComicGAN.Engine.Devices.Cpu.Simd;

namespace ILComicGAN.Engine.Devices.Cpu.Convolution;

/// <summary>One row of all phases of a convolution's input gradient.</summary>
internal static unsafe class InputGradientTask<TSimd, TVector>
    where TSimd : ISimd<TVector>
    where TVector : unmanaged
{
    /// <summary>Terms summed before the result is written back; what all taps read of so many channels stays in the second-level cache.</summary>
    private const int DepthBlock = 256;

    /// <param name="gy">The group's first output channel of one picture.</param>
    /// <param name="weights">Rows: input channels; depth: for each term of the phases, the output channels.</param>
    /// <param name="gx">The group's first input channel of the picture.</param>
    /// <param name="s">The convolution.</param>
    /// <param name="phases">Its phases.</param>
    /// <param name="row">The row.</param>
    public static void Row(float* gy, PackedMatrix weights, float* gx, Conv2dShape s, InputGradientPhases phases, int row)
    {
        int width = MicroKernel<TSimd, TVector>.Columns;
        int tileRows = MicroKernel<TSimd, TVector>.Rows;
        int phaseCount = s.Stride * s.Stride;
        int channels = s.GroupOutChannels;
        int depthStep = Math.Min(DepthBlock, channels);
        int tile = tileRows * width;
        float* panels = Scratch.Floats(
            ((long)phases.Taps.Length * depthStep * width) + ((long)weights.Blocks * phaseCount * tile));
        float* tiles = panels + ((long)phases.Taps.Length * depthStep * width);
        for (int column = 0; column < phases.Columns; column += width)
        {
            int columns = Math.Min(width, phases.Columns - column);
            for (int k = 0; k < channels; k += depthStep)
            {
                int depth = Math.Min(depthStep, channels - k);
                Pack(gy, phases, row, column, columns, k, depth, panels);
                for (int block = 0; block < weights.Blocks; block++)
                {
                    for (int phase = 0; phase < phaseCount; phase++)
                    {
                        float* target = tiles + (((block * phaseCount) + phase) * tile);
                        for (int term = phases.First[phase]; term < phases.First[phase + 1]; term++)
                        {
                            MicroKernel<TSimd, TVector>.Run(
                                depth,
                                weights.Block(block, (term * channels) + k),
                                panels + ((long)phases.Terms[term].Tap * depth * width),
                                target,
                                width,
                                tileRows,
                                columns,
                                accumulate: k > 0 || term > phases.First[phase]);
                        }
                    }
                }
            }

            for (int block = 0; block < weights.Blocks; block++)
            {
                for (int i = 0; i < Math.Min(tileRows, s.GroupInChannels - (block * tileRows)); i++)
                {
                    float* plane = gx + ((((long)block * tileRows) + i) * s.InHeight * s.InWidth);
                    Write(tiles + ((long)block * phaseCount * tile) + (i * width), tile, plane, s, phases, row, column, columns);
                }
            }
        }
    }

    /// <summary>[tap][channel][width] of gy.</summary>
    private static void Pack(
        float* gy, InputGradientPhases phases, int row, int column, int columns, int channel, int depth, float* panels)
    {
        PictureSource source = phases.Source;
        int width = MicroKernel<TSimd, TVector>.Columns;
        foreach (Tap tap in phases.Taps)
        {
            for (int k = 0; k < depth; k++, panels += width)
            {
                float* line = source.Line(gy + ((channel + k) * source.Plane), row + tap.Row);
                source.Read<TSimd, TVector>(line, column + tap.Column, columns, 1, panels);
                new Span<float>(panels + columns, width - columns).Clear();
            }
        }
    }

    /// <summary>Puts one channel's phases side by side; zeros where no output reached a phase.</summary>
    private static void Write(
        float* tiles, int tile, float* plane, in Conv2dShape s, InputGradientPhases phases, int row, int column, int columns)
    {
        for (int firstY = 0; firstY < s.Stride; firstY++)
        {
            int y = (row * s.Stride) + firstY;
            if (y >= s.InHeight)
            {
                return;
            }

            float* line = plane + ((long)y * s.InWidth);
            int phase = firstY * s.Stride;
            int from = column * s.Stride;
            int to = Math.Min(s.InWidth, from + (columns * s.Stride));
            int i = 0;
            if (s.Stride == 2 && Exists(phases, phase) && Exists(phases, phase + 1))
            {
                float* even = tiles + ((long)phase * tile);
                for (; from + (2 * (i + TSimd.Count)) <= to; i += TSimd.Count)
                {
                    TSimd.Interleave(TSimd.Load(even + i), TSimd.Load(even + tile + i), line + from + (2 * i));
                }
            }

            for (int x = from + (i * s.Stride); x < to; x++)
            {
                (int t, int firstX) = Math.DivRem(x - from, s.Stride);
                line[x] = Exists(phases, phase + firstX) ? tiles[((long)(phase + firstX) * tile) + t] : 0;
            }
        }
    }

    private static bool Exists(InputGradientPhases phases, int phase) => phases.First[phase + 1] > phases.First[phase];
}
