using System.Runtime.Intrinsics;

namespace ILComicGAN.Engine.Devices.Cpu;

internal sealed unsafe partial class CpuDevice<TSimd, TVector>
{
    /// <summary>Panels that go through all three stages at once where there are too few to give each thread its own.</summary>
    private const int PanelsTogether = 6;

    /// <summary>Panels for each thread from which on a panel is a piece of work for one thread, from the first stage to the last.</summary>
    private const int PanelsApart = 6;

    /// <summary>Output channels whose products of one panel stay in the second-level cache (221 KiB) until they are transformed.</summary>
    private const int RowsTogether = 32;

    /// <summary>Channels below which there are kernels for few channels, or nothing is gained.</summary>
    private const int FewestChannels = 16;

    /// <summary>Transformed kernels up to this many floats (5 MiB) are worth reading again for every panel.</summary>
    private const int KernelsReread = 36 * 192 * 192;

    /// <summary>Whether Winograd's tiles can compute a convolution, and are the cheaper way by <see cref="ConvolutionCost"/>.</summary>
    private bool PaysWinograd(int kernelHeight, int kernelWidth, int stride, int rows, int depth, int batch, int height, int width)
    {
        if (Precise || kernelHeight != 3 || kernelWidth != 3 || stride != 1 || Math.Min(rows, depth) < FewestChannels)
        {
            return false;
        }

        long tiles = (long)batch * ((height + 3) / 4) * ((width + 3) / 4);
        (int lanes, int tileRows) = (TSimd.Count, MicroKernel<TSimd, TVector>.Rows);
        return AlwaysWinograd
            || ConvolutionCost.Winograd(rows, depth, tiles, lanes, tileRows)
                < ConvolutionCost.Direct(rows, depth, (long)batch * height * width, lanes, tileRows);
    }

    /// <summary>Whether a convolution over an enlarged picture is cheaper by <see cref="WinogradDoublingTask{TSimd, TVector}"/>.</summary>
    private bool PaysWinogradDoubled(in Conv2dShape s)
    {
        long tiles = WinogradDoublingTask<TSimd, TVector>.Cover(s.Batch, s.OutHeight / 2, s.OutWidth / 2).Count;
        return IsForWinograd(s, stride: 1)
            && (AlwaysWinograd
                || ConvolutionCost.Doubled(s.OutChannels, s.InChannels, tiles, TSimd.Count, MicroKernel<TSimd, TVector>.Rows) < Direct(s));
    }

    /// <summary>Whether a convolution with stride 2 is cheaper by <see cref="WinogradHalvingTask{TSimd, TVector}"/>.</summary>
    private bool PaysWinogradHalved(in Conv2dShape s)
    {
        long tiles = TileGrid.Covering(s.Batch, s.OutHeight, s.OutWidth, WinogradTwoTap<TSimd, TVector>.Tile).Count;
        return IsForWinograd(s, stride: 2)
            && (AlwaysWinograd
                || ConvolutionCost.Halved(s.OutChannels, s.InChannels, tiles, TSimd.Count, MicroKernel<TSimd, TVector>.Rows) < Direct(s));
    }

    private static double Direct(in Conv2dShape s) => ConvolutionCost.Direct(
        s.OutChannels,
        s.InChannels,
        (long)s.Batch * s.OutHeight * s.OutWidth,
        TSimd.Count,
        MicroKernel<TSimd, TVector>.Rows);

    private bool IsForWinograd(in Conv2dShape s, int stride) =>
        !Precise && s is { Groups: 1, KernelHeight: 3, KernelWidth: 3 } && s.Stride == stride
        && Math.Min(s.InChannels, s.OutChannels) >= FewestChannels;

    /// <summary>
    /// y = LeakyReLU(source ⋆ kernels + bias). Kernel (row, k) lies at w + row·rowStride + k·depthStride and is turned by
    /// 180° where <paramref name="reversed"/>, as the input gradient needs it.
    /// </summary>
    private void WinogradConvolve(
        float* x,
        PictureSource source,
        float* w,
        long rowStride,
        long depthStride,
        bool reversed,
        float* bias,
        double slope,
        float* y,
        int batch,
        int depth,
        int rows,
        int height,
        int width,
        OutputMoments<TSimd, TVector>? moments = null)
    {
        using PackedMatrix kernels = TransformKernels(w, rowStride, depthStride, reversed, rows, depth);
        WinogradConvolve(
            new WinogradTask<TSimd, TVector>(x, source, kernels, bias, (float)slope, y, batch, depth, rows, height, width, moments), moments);
    }

    private void WinogradConvolve(WinogradProduct<TSimd, TVector> task, OutputMoments<TSimd, TVector>? moments)
    {
        int rows = task.Rows;
        moments?.Begin(task.PanelsOfPicture);
        if (task.Panels >= PanelsApart * Threads && task.KernelFloats <= KernelsReread)
        {
            int step = Math.Min(RowsTogether, rows);
            Pool.Run(task.Panels, panel =>
            {
                float* v = Scratch.Floats(task.InputFloats(1) + WinogradProduct<TSimd, TVector>.ProductFloats(1, step));
                float* m = v + task.InputFloats(1);
                task.TransformInput(panel, 1, 0, task.InChannels, v);
                for (int row = 0; row < rows; row += step)
                {
                    Range some = row..Math.Min(rows, row + step);
                    for (int element = 0; element < Winograd<TSimd, TVector>.Elements; element++)
                    {
                        task.Multiply(element, panel, 1, v, m, some);
                    }

                    task.TransformOutput(panel, 1, row, some.End.Value, m, some);
                }
            });
            return;
        }

        int together = Math.Min(PanelsTogether, task.Panels);
        int groups = (rows + task.RowsTogether - 1) / task.RowsTogether;
        using CpuScratchBuffer inputs = new(Allocator, task.InputFloats(together));
        using CpuScratchBuffer products = new(Allocator, WinogradProduct<TSimd, TVector>.ProductFloats(together, rows));
        for (int first = 0; first < task.Panels; first += together)
        {
            (int from, int panels) = (first, Math.Min(together, task.Panels - first));
            ForRange(task.InChannels, 8, (a, b) => task.TransformInput(from, panels, (int)a, (int)b, inputs.Values));
            Pool.Run(Winograd<TSimd, TVector>.Elements, element => task.Multiply(element, from, panels, inputs.Values, products.Values, 0..rows));
            Pool.Run(groups, group => task.TransformOutput(
                from, panels, group * task.RowsTogether, Math.Min(rows, (group + 1) * task.RowsTogether), products.Values, 0..rows));
        }
    }

    /// <summary>
    /// y = LeakyReLU(x enlarged to twice its size ⋆ w + bias), the enlarged picture with a border of one pixel: nearest
    /// enlargement makes the reflected border a repetition of the stored one.
    /// </summary>
    private void WinogradConvolveDoubled(
        float* x,
        PictureSource source,
        float* w,
        float* bias,
        double slope,
        float* y,
        int batch,
        int depth,
        int rows,
        int height,
        int width,
        OutputMoments<TSimd, TVector>? moments)
    {
        int blockRows = MicroKernel<TSimd, TVector>.Rows;
        int wholeRows = TwoTapKernels.Phases * ((rows + blockRows - 1) / blockRows) * blockRows;
        using PackedMatrix kernels = new(Allocator, wholeRows, Winograd<TSimd, TVector>.Elements * depth, blockRows);
        TransformKernels(w, (long)depth * 9, 9, TwoTapKernels.Doubling, rows, depth, depth, (block, phase, k) =>
            (IntPtr)kernels.Block((block * TwoTapKernels.Phases) + phase, k));
        WinogradConvolve(
            new WinogradDoublingTask<TSimd, TVector>(
                x, source.Stored, kernels, bias, (float)slope, y, batch, depth, rows, height, width, moments),
            moments);
    }

    /// <summary>y = LeakyReLU(source ⋆ w + bias) with a stride of 2.</summary>
    private void WinogradConvolveHalved(
        float* x,
        PictureSource source,
        float* w,
        float* bias,
        double slope,
        float* y,
        int batch,
        int depth,
        int rows,
        int height,
        int width,
        OutputMoments<TSimd, TVector>? moments)
    {
        int terms = TwoTapKernels.Phases * depth;
        using PackedMatrix kernels = new(Allocator, rows, Winograd<TSimd, TVector>.Elements * terms, MicroKernel<TSimd, TVector>.Rows);
        TransformKernels(w, (long)depth * 9, 9, TwoTapKernels.Halving, rows, depth, terms, (block, phase, k) =>
            (IntPtr)kernels.Block(block, (phase * depth) + k));
        WinogradConvolve(
            new WinogradHalvingTask<TSimd, TVector>(x, source, kernels, bias, (float)slope, y, batch, depth, rows, height, width, moments),
            moments);
    }

    /// <summary>Transforms the 2×2 kernels of all phases.</summary>
    /// <param name="w">Kernel (row, k) lies at w + row·rowStride + k·depthStride.</param>
    /// <param name="rowStride">From one row to the next.</param>
    /// <param name="depthStride">From one k to the next.</param>
    /// <param name="taps">What the phases are made of.</param>
    /// <param name="rows">Output channels.</param>
    /// <param name="depth">Input channels.</param>
    /// <param name="terms">Terms from one element to the next.</param>
    /// <param name="place">Where the first element of (block of rows, phase, k) goes.</param>
    private void TransformKernels(
        float* w, long rowStride, long depthStride, int[][] taps, int rows, int depth, int terms, Func<int, int, int, IntPtr> place)
    {
        int blockRows = MicroKernel<TSimd, TVector>.Rows;
        ForKernels(rows, depth, w, rowStride, depthStride, reversed: false, (block, k, g) =>
        {
            float* h = stackalloc float[4 * blockRows];
            for (int phase = 0; phase < TwoTapKernels.Phases; phase++)
            {
                TwoTapKernels.Fill(taps, phase, (float*)g, blockRows, h);
                float* u = (float*)place(block, phase, k);
                if (blockRows == 8)
                {
                    WinogradTwoTap<Simd256, Vector256<float>>.Kernel(h, u, (long)terms * blockRows);
                }
                else
                {
                    WinogradTwoTap<Simd128, Vector128<float>>.Kernel(h, u, (long)terms * blockRows);
                }
            }
        });
    }

    /// <summary>All 36 elements of the transformed kernels, one after the other along the depth.</summary>
    private PackedMatrix TransformKernels(float* w, long rowStride, long depthStride, bool reversed, int rows, int depth)
    {
        int blockRows = MicroKernel<TSimd, TVector>.Rows;
        PackedMatrix kernels = new(Allocator, rows, Winograd<TSimd, TVector>.Elements * depth, blockRows);
        ForKernels(rows, depth, w, rowStride, depthStride, reversed, (block, k, g) =>
        {
            float* u = kernels.Block(block, k);
            long stride = (long)depth * blockRows;
            // A vector as wide as a block has rows: the lanes are output channels here.
            if (blockRows == 8)
            {
                Winograd<Simd256, Vector256<float>>.Kernel((float*)g, u, stride);
            }
            else
            {
                Winograd<Simd128, Vector128<float>>.Kernel((float*)g, u, stride);
            }
        });
        return kernels;
    }

    /// <summary>Gathers the 3×3 kernels of each block of rows and each k as [9][rows of a block], zeros beyond the last row.</summary>
    private void ForKernels(
        int rows, int depth, float* w, long rowStride, long depthStride, bool reversed, Action<int, int, IntPtr> work)
    {
        int blockRows = MicroKernel<TSimd, TVector>.Rows;
        int blocks = (rows + blockRows - 1) / blockRows;
        int pieces = Math.Max(1, 16 / blocks);
        Pool.Run(blocks * pieces, index =>
        {
            (int block, int piece) = Math.DivRem(index, pieces);
            float* g = stackalloc float[9 * blockRows];
            for (int k = depth * piece / pieces; k < depth * (piece + 1) / pieces; k++)
            {
                for (int i = 0; i < blockRows; i++)
                {
                    int row = (block * blockRows) + i;
                    float* kernel = w + (row * rowStride) + (k * depthStride);
                    for (int e = 0; e < 9; e++)
                    {
                        g[(e * blockRows) + i] = row < rows ? kernel[reversed ? 8 - e : e] : 0;
                    }
                }

                work(block, k, (IntPtr)g);
            }
        });
    }
}
