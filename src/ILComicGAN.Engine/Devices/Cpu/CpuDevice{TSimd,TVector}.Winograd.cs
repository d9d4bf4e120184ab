using System.Runtime.Intrinsics;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices.Cpu.Convolution;
using ILComicGAN.Engine.Devices.Cpu.MatrixProduct;
using ILComicGAN.Engine.Devices.Cpu.Normalization;
using ILComicGAN.Engine.Devices.Cpu.Simd;
using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Engine.Memory;

namespace ILComicGAN.Engine.Devices.Cpu;

internal sealed unsafe partial class CpuDevice<TSimd, TVector>
{
    /// <summary>Panels that go through all three stages at once where there are too few to give each thread its own.</summary>
    private const int PanelsTogether = 6;

    /// <summary>Panels for each thread from which on a panel is a piece of work for one thread, from the first stage to the last.</summary>
    private const int PanelsApart = 5;

    /// <summary>Elements times output channels whose products of one panel stay in the second-level cache (384 KiB) until they are transformed.</summary>
    private const int ProductsTogether = 64 * 32;

    /// <summary>Channels below which there are kernels for few channels, or nothing is gained.</summary>
    private const int FewestChannels = 16;

    /// <summary>Transformed kernels up to this many floats (8 MB) are worth reading again for every panel.</summary>
    private const int KernelsReread = 2_000_000;

    private static int TwoTapElements => WinogradF6<TSimd, TVector, TwoTapPoints>.Inputs * WinogradF6<TSimd, TVector, TwoTapPoints>.Inputs;

    /// <summary>The cheapest algorithm by <see cref="ConvolutionCost"/> of those that can compute a convolution.</summary>
    /// <param name="s">Its kernel, stride and groups.</param>
    /// <param name="doubled">Whether the picture is enlarged as <see cref="PictureSource.IsDoubled"/> says.</param>
    /// <param name="accuracy">Tiles of 6×6, with two to four times the rounding errors of those of 4×4, are for <see cref="ConvolutionAccuracy.Relaxed"/>.</param>
    /// <param name="rows">Channels of the result.</param>
    /// <param name="depth">Channels that are summed over.</param>
    /// <param name="height">Of the result.</param>
    /// <param name="width">Of the result.</param>
    private ConvolutionAlgorithm ChooseAlgorithm(
        in Conv2dShape s, bool doubled, ConvolutionAccuracy accuracy, int rows, int depth, int height, int width)
    {
        bool wide = accuracy == ConvolutionAccuracy.Relaxed;
        if (Precise || accuracy == ConvolutionAccuracy.Exact || s is not { Groups: 1, KernelHeight: 3, KernelWidth: 3, Stride: 1 or 2 } || Math.Min(rows, depth) < FewestChannels)
        {
            return ConvolutionAlgorithm.Direct;
        }

        (int lanes, int tileRows) = (TSimd.Count, MicroKernel<TSimd, TVector>.Rows);
        ConvolutionAlgorithm cheapest = ConvolutionAlgorithm.Direct;
        double least = ConvolutionCost.Direct(rows, depth, (long)s.Batch * height * width, lanes, tileRows);
        if (s.Stride == 2)
        {
            if (wide)
            {
                long halved = TileGrid.Covering(s.Batch, height, width, WinogradF6<TSimd, TVector, TwoTapPoints>.Outputs).Count;
                Consider(ConvolutionAlgorithm.PolyphaseStride2, ConvolutionCost.Halved(rows, depth, halved, lanes, tileRows));
            }

            return cheapest;
        }

        long tiles = TileGrid.Covering(s.Batch, height, width, WinogradF4x3<TSimd, TVector>.Outputs).Count;
        Consider(ConvolutionAlgorithm.WinogradF4x3, ConvolutionCost.Winograd(rows, depth, tiles, lanes, tileRows));
        if (wide && doubled)
        {
            long phases = PolyphaseUpsampleTask<TSimd, TVector>.Cover(s.Batch, height, width).Count;
            Consider(ConvolutionAlgorithm.PolyphaseUpsample, ConvolutionCost.Doubled(rows, depth, phases, lanes, tileRows));
        }
        else if (wide && TSimd.HasWideTile)
        {
            long large = TileGrid.Covering(s.Batch, height, width, WinogradF6<TSimd, TVector, ThreeTapPoints>.Outputs).Count;
            Consider(ConvolutionAlgorithm.WinogradF6x3, ConvolutionCost.WinogradF6x3(rows, depth, large, lanes, tileRows));
        }

        return cheapest;

        void Consider(ConvolutionAlgorithm algorithm, double cost)
        {
            if (cost < least || AlwaysWinograd)
            {
                (cheapest, least) = (algorithm, cost);
            }
        }
    }

    /// <summary>A convolution in one of Winograd's ways.</summary>
    /// <param name="algorithm">Which.</param>
    /// <param name="layer">What it reads and writes.</param>
    /// <param name="weight">[C_out, C_in, 3, 3] of the convolution, or of the one whose input gradient this is.</param>
    /// <param name="adjoint">
    /// Whether this is an input gradient: the layer's channels are exchanged then and the kernels rotated by 180°.
    /// </param>
    /// <param name="keep">Whether the transformed kernels may be kept with the weights.</param>
    private void WinogradConvolve(
        ConvolutionAlgorithm algorithm, WinogradLayer<TSimd, TVector> layer, DeviceBuffer weight, bool adjoint = false, bool keep = false)
    {
        float* w = Of(weight);
        (long rowStride, long depthStride) = adjoint ? (9L, layer.OutChannels * 9L) : (layer.InChannels * 9L, 9L);
        using PreparedWeights.Lease<PackedMatrix> prepared = weight.Prepared.Get(
            (algorithm, adjoint, layer.OutChannels, layer.InChannels), () => algorithm switch
        {
            ConvolutionAlgorithm.PolyphaseUpsample => UpsampleKernels(layer, w),
            ConvolutionAlgorithm.PolyphaseStride2 => Stride2Kernels(layer, w),
            ConvolutionAlgorithm.WinogradF6x3 =>
                TransformKernels<WinogradF6<Simd256, Vector256<float>, ThreeTapPoints>, WinogradF6<Simd128, Vector128<float>, ThreeTapPoints>>(
                    w, rowStride, depthStride, adjoint, layer.OutChannels, layer.InChannels),
            _ => TransformKernels<WinogradF4x3<Simd256, Vector256<float>>, WinogradF4x3<Simd128, Vector128<float>>>(
                w, rowStride, depthStride, adjoint, layer.OutChannels, layer.InChannels),
        }, keep);
        PackedMatrix kernels = prepared.Value;
        WinogradConvolve(algorithm switch
        {
            ConvolutionAlgorithm.PolyphaseUpsample => new PolyphaseUpsampleTask<TSimd, TVector>(layer, kernels),
            ConvolutionAlgorithm.PolyphaseStride2 => new PolyphaseStride2Task<TSimd, TVector>(layer, kernels),
            ConvolutionAlgorithm.WinogradF6x3 => StrideOne<WinogradF6<TSimd, TVector, ThreeTapPoints>>(layer, kernels),
            _ => StrideOne<WinogradF4x3<TSimd, TVector>>(layer, kernels),
        });
    }

    private static WinogradTask<TSimd, TVector, TTile> StrideOne<TTile>(WinogradLayer<TSimd, TVector> layer, PackedMatrix kernels)
        where TTile : struct, IWinogradTile<TVector> =>
        new(layer, layer.Source, kernels, layer.InChannels, TileGrid.Covering(layer.Batch, layer.Height, layer.Width, TTile.Outputs));

    private PackedMatrix UpsampleKernels(WinogradLayer<TSimd, TVector> layer, float* w)
    {
        int blockRows = MicroKernel<TSimd, TVector>.Rows;
        int rows = PolyphaseKernels.Phases * ((layer.OutChannels + blockRows - 1) / blockRows) * blockRows;
        PackedMatrix kernels = new(Allocator, rows, TwoTapElements * layer.InChannels, blockRows);
        TransformKernels(layer, w, PolyphaseKernels.Doubling, layer.InChannels, (block, phase, k) =>
            (IntPtr)kernels.Block((block * PolyphaseKernels.Phases) + phase, k));
        return kernels;
    }

    private PackedMatrix Stride2Kernels(WinogradLayer<TSimd, TVector> layer, float* w)
    {
        int terms = PolyphaseKernels.Phases * layer.InChannels;
        PackedMatrix kernels = new(Allocator, layer.OutChannels, TwoTapElements * terms, MicroKernel<TSimd, TVector>.Rows);
        TransformKernels(layer, w, PolyphaseKernels.Halving, terms, (block, phase, k) =>
            (IntPtr)kernels.Block(block, (phase * layer.InChannels) + k));
        return kernels;
    }

    private void WinogradConvolve(WinogradProduct<TSimd, TVector> task)
    {
        int rows = task.Rows;
        task.Layer.Moments?.Begin(task.PanelsOfPicture);
        if (task.Panels >= PanelsApart * Threads && task.KernelFloats <= KernelsReread)
        {
            int step = Math.Min(Math.Max(1, ProductsTogether / task.Elements / task.RowsTogether) * task.RowsTogether, rows);
            Pool.Run(task.Panels, panel =>
            {
                float* v = Scratch.Floats(task.InputFloats(1) + task.ProductFloats(1, step));
                float* m = v + task.InputFloats(1);
                task.TransformInput(panel, 1, 0, task.Layer.InChannels, v);
                for (int row = 0; row < rows; row += step)
                {
                    Range some = row..Math.Min(rows, row + step);
                    for (int element = 0; element < task.Elements; element++)
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
        using CpuScratchBuffer products = new(Allocator, task.ProductFloats(together, rows));
        for (int first = 0; first < task.Panels; first += together)
        {
            (int from, int panels) = (first, Math.Min(together, task.Panels - first));
            ForRange(task.Layer.InChannels, 8, (a, b) => task.TransformInput(from, panels, (int)a, (int)b, inputs.Values));
            Pool.Run(task.Elements, element => task.Multiply(element, from, panels, inputs.Values, products.Values, 0..rows));
            Pool.Run(groups, group => task.TransformOutput(
                from, panels, group * task.RowsTogether, Math.Min(rows, (group + 1) * task.RowsTogether), products.Values, 0..rows));
        }
    }

    /// <summary>Transforms the 2×2 kernels of all phases.</summary>
    /// <param name="layer">Whose kernels they are.</param>
    /// <param name="w">[C_out, C_in, 3, 3].</param>
    /// <param name="taps">What the phases are made of.</param>
    /// <param name="terms">Terms from one element to the next.</param>
    /// <param name="place">Where the first element of (block of rows, phase, k) goes.</param>
    private void TransformKernels(
        WinogradLayer<TSimd, TVector> layer, float* w, int[][] taps, int terms, Func<int, int, int, IntPtr> place)
    {
        int blockRows = MicroKernel<TSimd, TVector>.Rows;
        ForKernels(layer.OutChannels, layer.InChannels, w, (long)layer.InChannels * 9, 9, reversed: false, (block, k, g) =>
        {
            float* h = stackalloc float[4 * blockRows];
            for (int phase = 0; phase < PolyphaseKernels.Phases; phase++)
            {
                PolyphaseKernels.Fill(taps, phase, (float*)g, blockRows, h);
                float* u = (float*)place(block, phase, k);
                if (blockRows == 8)
                {
                    WinogradF6<Simd256, Vector256<float>, TwoTapPoints>.Kernel(h, u, (long)terms * blockRows);
                }
                else
                {
                    WinogradF6<Simd128, Vector128<float>, TwoTapPoints>.Kernel(h, u, (long)terms * blockRows);
                }
            }
        });
    }

    /// <summary>All elements of the transformed kernels, one after the other along the depth.</summary>
    /// <typeparam name="TEight">The transform of eight kernels.</typeparam>
    /// <typeparam name="TFour">The transform of four.</typeparam>
    private PackedMatrix TransformKernels<TEight, TFour>(
        float* w, long rowStride, long depthStride, bool reversed, int rows, int depth)
        where TEight : struct, IWinogradTile<Vector256<float>>
        where TFour : struct, IWinogradTile<Vector128<float>>
    {
        int blockRows = MicroKernel<TSimd, TVector>.Rows;
        PackedMatrix kernels = new(Allocator, rows, TEight.Inputs * TEight.Inputs * depth, blockRows);
        ForKernels(rows, depth, w, rowStride, depthStride, reversed, (block, k, g) =>
        {
            float* u = kernels.Block(block, k);
            long stride = (long)depth * blockRows;
            // A vector as wide as a block has rows: the lanes are output channels here.
            if (blockRows == 8)
            {
                TEight.Kernel((float*)g, u, stride);
            }
            else
            {
                TFour.Kernel((float*)g, u, stride);
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
