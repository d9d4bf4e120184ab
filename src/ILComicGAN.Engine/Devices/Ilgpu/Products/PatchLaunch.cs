using ILComicGAN.Engine.Contract;
using ILComicGAN.Kernels;

namespace ILComicGAN.Engine.Devices.Ilgpu;

/// <summary>Everything about a patch product that does not depend on the tile: how x is sampled and w packed.</summary>
internal readonly record struct PatchLaunch(PatchSizes Sizes, WeightSizes Pack, PictureTargetSizes Target)
{
    /// <summary>y = x ⋆ w.</summary>
    public static PatchLaunch Forward(in Conv2dShape s) => Create(
        new PatchSizes
        {
            Channels = s.InChannels,
            Height = s.InHeight,
            Width = s.InWidth,
            Step = s.Stride,
            FirstRow = -s.Padding,
            FirstColumn = -s.Padding,
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
            Slope = 1,
        };
        return new PatchLaunch(sizes, pack, target);
    }
}
