using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices.Cpu.Convolution;
using ILComicGAN.Engine.Devices.Cpu.MatrixProduct;
using ILComicGAN.Engine.Elementwise;

namespace ILComicGAN.Engine.Devices.Cpu;

internal sealed unsafe partial class CpuDevice<TSimd, TVector>
{
    /// <summary>Output positions that one round of a product sums over.</summary>
    private const int PositionsPerStep = 256;

    /// <summary>Panels of kernel elements in one piece of work: with their operands, half of a second-level cache.</summary>
    private const int GradientPanels = 4;

    /// <summary>Pieces that a gradient is cut into at least, for many threads.</summary>
    private const int GradientPieces = 32;

    /// <summary>Floats that partial sums may take (16 MiB).</summary>
    private const long PartialFloats = 4 << 20;

    /// <summary>Winograd tiles that are transformed together for a weight gradient.</summary>
    private const int GradientTiles = 256;

    private void Conv2dWeightGradient(Conv2dWeightGradient o)
    {
        Conv2dShape s = o.Shape;
        PictureSource source = o.Input.View is { } view ? PictureSource.Of(view) : PictureSource.Padded(s);
        float* input = Of(o.Input.X);
        float* gradient = Of(o.Gy);
        float* result = Of(o.Gw);
        if (s.GroupInChannels == 1 && s.GroupOutChannels == 1)
        {
            DepthwiseWeightGradient(input, source, gradient, result, s);
        }
        else if (ChooseAlgorithm(s, doubled: false, ConvolutionAccuracy.Standard, s.OutChannels, s.InChannels, s.OutHeight, s.OutWidth)
            == ConvolutionAlgorithm.WinogradF4x3)
        {
            WinogradWeightGradient(input, source, gradient, result, s);
        }
        else if (s.Groups == 1 && s.Stride == 1 && s.OutChannels <= FewOutputs)
        {
            WeightGradientOfFew(input, source, gradient, result, s);
        }
        else
        {
            for (int group = 0; group < s.Groups; group++)
            {
                WeightGradientByProduct(input, source, gradient, result, s, group);
            }
        }
    }

    private void WinogradWeightGradient(float* x, PictureSource source, float* gy, float* gw, Conv2dShape s)
    {
        int tilesAcross = (s.OutWidth + 3) / 4;
        int rowsOfAll = s.Batch * ((s.OutHeight + 3) / 4);
        int rounds = ((rowsOfAll * tilesAcross) + GradientTiles - 1) / GradientTiles;
        int step = (rowsOfAll + rounds - 1) / rounds;
        WinogradGradientTask<TSimd, TVector> task = new(x, source, gy, s, step);
        using CpuScratchBuffer inputs = new(Allocator, task.InputFloats);
        using CpuScratchBuffer gradients = new(Allocator, task.GradientFloats);
        using CpuScratchBuffer sums = new(Allocator, task.SumFloats);
        float* v = inputs.Values;
        float* w = gradients.Values;
        float* u = sums.Values;
        for (int row = 0; row < rowsOfAll; row += step)
        {
            int first = row;
            Pool.Run(task.TransformPieces, piece => task.Transform(first, piece, v, w));
            Pool.Run(task.MultiplyPieces, piece => task.Multiply(piece, first > 0, v, w, u));
        }

        Pool.Run(task.FinishPieces, channel => task.Finish(channel, u, gw));
    }

    /// <summary>
    /// gw = gy · patches(x)ᵀ: a matrix product over all output positions of all pictures. Both operands are turned into
    /// the product's order piece by piece; few and long sums are cut into parts that are added up at the end.
    /// </summary>
    private void WeightGradientByProduct(float* x, PictureSource source, float* gy, float* gw, Conv2dShape s, int group)
    {
        // The padding is in the source.
        Tap[] taps = ForwardTaps(s with { Padding = 0 });
        int rows = s.GroupOutChannels;
        int terms = s.GroupInChannels * taps.Length;
        int width = GradientPanels * MicroKernel<TSimd, TVector>.Columns;
        int columnBlocks = (terms + width - 1) / width;
        int stepsPerPicture = ((s.OutHeight * s.OutWidth) + PositionsPerStep - 1) / PositionsPerStep;
        int steps = s.Batch * stepsPerPicture;
        int parts = (int)Math.Clamp(
            Math.Min(GradientPieces / columnBlocks, PartialFloats / ((long)rows * terms)), 1, Math.Max(1, steps / 4));
        float* result = gw + ((long)group * rows * terms);
        using CpuScratchBuffer? partial = parts == 1 ? null : new(Allocator, (long)parts * rows * terms);
        float* sums = partial is null ? result : partial.Values;
        Pool.Run(columnBlocks * parts, piece =>
        {
            (int columnBlock, int part) = Math.DivRem(piece, parts);
            int column = columnBlock * width;
            float* target = sums + ((long)part * rows * terms) + column;
            int first = (int)((long)steps * part / parts);
            for (int step = first; step < (long)steps * (part + 1) / parts; step++)
            {
                (int n, int at) = Math.DivRem(step, stepsPerPicture);
                PatchPanels<TSimd, TVector> patches = new(
                    x + ((((long)n * s.InChannels) + (group * s.GroupInChannels)) * source.Plane), source, s.OutWidth, s.Stride, taps);
                WeightGradientStep(
                    gy + ((((long)n * s.OutChannels) + (group * rows)) * s.OutHeight * s.OutWidth),
                    patches,
                    s,
                    at * PositionsPerStep,
                    column,
                    Math.Min(width, terms - column),
                    target,
                    terms,
                    accumulate: step > first);
            }
        });

        if (partial is not null)
        {
            long count = (long)rows * terms;
            ForRange(count, Grain / parts, (from, to) =>
            {
                for (long i = from; i < to; i++)
                {
                    float sum = 0;
                    for (int part = 0; part < parts; part++)
                    {
                        sum += sums[(part * count) + i];
                    }

                    result[i] = sum;
                }
            });
        }
    }

    /// <summary>Adds what the output positions from <paramref name="position"/> on give to <paramref name="columns"/> kernel elements.</summary>
    private static void WeightGradientStep(
        float* gy,
        in PatchPanels<TSimd, TVector> patches,
        in Conv2dShape s,
        int position,
        int column,
        int columns,
        float* target,
        long stride,
        bool accumulate)
    {
        int tileRows = MicroKernel<TSimd, TVector>.Rows;
        int tileColumns = MicroKernel<TSimd, TVector>.Columns;
        int positions = s.OutHeight * s.OutWidth;
        int depth = Math.Min(PositionsPerStep, positions - position);
        int blocks = (s.GroupOutChannels + tileRows - 1) / tileRows;
        float* a = Scratch.Floats((long)PositionsPerStep * ((blocks * tileRows) + (2 * tileColumns)));
        float* turned = a + ((long)blocks * tileRows * PositionsPerStep);
        float* lines = turned + ((long)tileColumns * PositionsPerStep);
        for (int block = 0; block < blocks; block++)
        {
            int row = block * tileRows;
            MicroKernel<TSimd, TVector>.PackRows(
                gy + ((long)row * positions) + position,
                positions,
                1,
                Math.Min(tileRows, s.GroupOutChannels - row),
                depth,
                a + ((long)row * depth));
        }

        for (int done = 0; done < columns; done += tileColumns)
        {
            int count = Math.Min(tileColumns, columns - done);
            patches.Pack(column + done, count, position, depth, depth, lines);
            Transposition<TSimd, TVector>.Run(lines, depth, count, depth, turned, tileColumns, tileColumns);
            for (int block = 0; block < blocks; block++)
            {
                int row = block * tileRows;
                MicroKernel<TSimd, TVector>.Run(
                    depth,
                    a + ((long)row * depth),
                    turned,
                    target + (row * stride) + done,
                    stride,
                    Math.Min(tileRows, s.GroupOutChannels - row),
                    count,
                    accumulate);
            }
        }
    }
}
