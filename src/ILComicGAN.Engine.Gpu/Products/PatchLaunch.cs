using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices.Cpu.Convolution;
using ILComicGAN.Kernels.Convolution;
using ILComicGAN.Kernels.Tiles;

namespace ILComicGAN.Engine.Gpu.Products;

/// <summary>Everything about a patch product that does not depend on the tile: how x is sampled and w packed.</summary>
/// <param name="Sizes">How x is sampled.</param>
/// <param name="Pack">How w is packed.</param>
/// <param name="Target">How y is written.</param>
/// <param name="Products">The samples where each is a product of its own, else 1.</param>
/// <param name="View">How x is seen.</param>
/// <param name="IsSeen">Whether x is read otherwise than it is stored.</param>
internal readonly record struct PatchLaunch(
    PatchSizes Sizes, WeightSizes Pack, PictureTargetSizes Target, int Products = 1, ViewSizes View = default, bool IsSeen = false)
{
    /// <summary>Whether a tile's sixteen summed indices are channels of one tap; a mask of taps inside of the picture has 32 bits.</summary>
    public static bool HasBlocks(int channels, int taps, bool seen) => channels % Tile.Depth == 0 && (seen || taps <= 32);

    /// <summary>y = x ⋆ w.</summary>
    public static PatchLaunch Forward(in ConvolutionCase c)
    {
        PatchLaunch launch = Forward(c.Shape, c) with { View = ConvolutionArguments.View(c), IsSeen = c.IsSeen };
        if (!c.HasStatistics)
        {
            return launch;
        }

        // Each sample has tiles of its own, so that a tile's moments are those of one plane.
        int pixels = launch.Sizes.GridPixels;
        return launch with
        {
            Sizes = launch.Sizes with { Columns = pixels, BatchColumns = pixels },
            Target = launch.Target with { Columns = pixels, BatchColumns = pixels },
            Products = c.Shape.Batch,
        };
    }

    private static PatchLaunch Forward(in Conv2dShape s, in ConvolutionCase c) => Create(
        new PatchSizes
        {
            Channels = s.InChannels,
            Height = c.Stored.Height,
            Width = c.Stored.Width,
            Step = s.Stride,
            FirstRow = -c.Before.Top,
            FirstColumn = -c.Before.Left,
            ShiftStep = 1,
        },
        new WeightSizes
        {
            Rows = s.OutChannels,
            Channels = s.InChannels,
            TapRows = s.KernelHeight,
            TapColumns = s.KernelWidth,
            TapStep = 1,
            KernelWidth = s.KernelWidth,
            RowStride = s.InChannels * s.KernelHeight * s.KernelWidth,
            ChannelStride = s.KernelHeight * s.KernelWidth,
        },
        s.Batch,
        (s.OutHeight, s.OutWidth, 1, 0, 0),
        (s.OutHeight, s.OutWidth));

    /// <summary>
    /// The pixels of gx whose row and column leave the rests <paramref name="phaseRow"/> and
    /// <paramref name="phaseColumn"/>: they meet every stride-th tap, walking gy one pixel at a time.
    /// </summary>
    /// <returns>Null where the phase has no pixels; taps may be none, and gx is then 0 there.</returns>
    public static PatchLaunch? InputGradient(in Conv2dShape s, int phaseRow, int phaseColumn)
    {
        int height = (s.InHeight - phaseRow + s.Stride - 1) / s.Stride;
        int width = (s.InWidth - phaseColumn + s.Stride - 1) / s.Stride;
        if (height <= 0 || width <= 0)
        {
            return null;
        }

        // y·stride + ky = row + padding: the first tap that fits the phase, and the output row it comes from.
        int firstTapRow = (phaseRow + s.Padding) % s.Stride;
        int firstTapColumn = (phaseColumn + s.Padding) % s.Stride;
        return Create(
            new PatchSizes
            {
                Channels = s.OutChannels,
                Height = s.OutHeight,
                Width = s.OutWidth,
                Step = 1,
                FirstRow = (phaseRow + s.Padding - firstTapRow) / s.Stride,
                FirstColumn = (phaseColumn + s.Padding - firstTapColumn) / s.Stride,
                ShiftStep = -1,
            },
            new WeightSizes
            {
                Rows = s.InChannels,
                Channels = s.OutChannels,
                TapRows = Math.Max(0, (s.KernelHeight - firstTapRow + s.Stride - 1) / s.Stride),
                TapColumns = Math.Max(0, (s.KernelWidth - firstTapColumn + s.Stride - 1) / s.Stride),
                FirstTapRow = firstTapRow,
                FirstTapColumn = firstTapColumn,
                TapStep = s.Stride,
                KernelWidth = s.KernelWidth,
                RowStride = s.KernelHeight * s.KernelWidth,
                ChannelStride = s.InChannels * s.KernelHeight * s.KernelWidth,
            },
            s.Batch,
            (height, width, s.Stride, phaseRow, phaseColumn),
            (s.InHeight, s.InWidth));
    }

    private static PatchLaunch Create(
        PatchSizes sizes,
        WeightSizes pack,
        int batch,
        (int Height, int Width, int Step, int FirstRow, int FirstColumn) grid,
        (int Height, int Width) picture)
    {
        int pixels = grid.Height * grid.Width;
        sizes.Columns = batch * pixels;
        sizes.Depth = pack.TapRows * pack.TapColumns * pack.Channels;
        sizes.Plane = sizes.Height * sizes.Width;
        sizes.Taps = pack.TapRows * pack.TapColumns;
        sizes.TapColumns = Math.Max(1, pack.TapColumns);
        sizes.GridPixels = pixels;
        sizes.GridWidth = grid.Width;
        sizes.ByGridPixels = new FastDivisor(pixels);
        sizes.ByGridWidth = new FastDivisor(grid.Width);
        sizes.ByTapColumns = new FastDivisor(sizes.TapColumns);
        sizes.ByChannels = new FastDivisor(pack.Channels);
        PictureTargetSizes target = new()
        {
            Channels = pack.Rows,
            Height = picture.Height,
            Width = picture.Width,
            Columns = sizes.Columns,
            GridPixels = pixels,
            GridWidth = grid.Width,
            Step = grid.Step,
            FirstRow = grid.FirstRow,
            FirstColumn = grid.FirstColumn,
            ByGridPixels = sizes.ByGridPixels,
            ByGridWidth = sizes.ByGridWidth,
            IsContiguous = grid.Step == 1 && pixels % 4 == 0 ? 1 : 0,
        };
        return new PatchLaunch(sizes, pack, target);
    }

    /// <summary>One entry for each tile, the last one twice.</summary>
    public static PatchStep[] Steps(PatchSizes s)
    {
        ViewStep[] steps = ViewSteps(s);
        return Array.ConvertAll(steps, step => new PatchStep
        {
            Tap = (step.Row * s.TapColumns) + step.Column,
            Offset = (step.Channel * s.Plane) + (((step.Row * s.Width) + step.Column) * s.ShiftStep),
        });
    }

    /// <summary>One entry for each tile, the last one twice.</summary>
    public static ViewStep[] ViewSteps(PatchSizes s)
    {
        int blocks = s.Channels / Tile.Depth;
        ViewStep[] steps = new ViewStep[(s.Taps * blocks) + 1];
        for (int i = 0; i < steps.Length; i++)
        {
            int tap = Math.Min(i, steps.Length - 2) / blocks;
            int block = Math.Min(i, steps.Length - 2) % blocks;
            steps[i] = new ViewStep { Row = tap / s.TapColumns, Column = tap % s.TapColumns, Channel = block * Tile.Depth };
        }

        return steps;
    }
}
