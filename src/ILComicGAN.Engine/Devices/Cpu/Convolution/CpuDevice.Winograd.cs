using System.Runtime.Intrinsics;

namespace ILComicGAN.Engine.Devices.Cpu;

internal sealed unsafe partial class CpuDevice<TSimd, TVector>
{
    /// <summary>Panels that go through all three stages at once where there are too few to give each thread its own.</summary>
    private const int PanelsTogether = 6;

    /// <summary>Panels from which on each is a piece of work for one thread, from the first stage to the last.</summary>
    private const int PanelsApart = 24;

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
        WinogradTask<TSimd, TVector> task = new(
            x, source, kernels, bias, (float)slope, y, batch, depth, rows, height, width, moments);
        moments?.Begin(task.PanelsOfPicture);
        if (task.Panels >= PanelsApart && (long)rows * depth * 36 <= KernelsReread)
        {
            Pool.Run(task.Panels, panel =>
            {
                int step = Math.Min(RowsTogether, rows);
                float* v = Scratch.Floats(task.InputFloats(1) + WinogradTask<TSimd, TVector>.ProductFloats(1, step));
                float* m = v + task.InputFloats(1);
                task.TransformInput(panel, 1, 0, depth, v);
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
        }
        else
        {
            int together = Math.Min(PanelsTogether, task.Panels);
            using CpuScratchBuffer inputs = new(Allocator, task.InputFloats(together));
            using CpuScratchBuffer products = new(Allocator, WinogradTask<TSimd, TVector>.ProductFloats(together, rows));
            for (int first = 0; first < task.Panels; first += together)
            {
                (int from, int panels) = (first, Math.Min(together, task.Panels - first));
                ForRange(depth, 8, (a, b) => task.TransformInput(from, panels, (int)a, (int)b, inputs.Values));
                Pool.Run(Winograd<TSimd, TVector>.Elements, element => task.Multiply(element, from, panels, inputs.Values, products.Values, 0..rows));
                ForRange(rows, 8, (a, b) => task.TransformOutput(from, panels, (int)a, (int)b, products.Values, 0..rows));
            }
        }
    }

    /// <summary>All 36 elements of the transformed kernels, one after the other along the depth.</summary>
    private PackedMatrix TransformKernels(float* w, long rowStride, long depthStride, bool reversed, int rows, int depth)
    {
        int blockRows = MicroKernel<TSimd, TVector>.Rows;
        const int Elements = Winograd<TSimd, TVector>.Elements;
        PackedMatrix kernels = new(Allocator, rows, Elements * depth, blockRows);
        int blocks = kernels.Blocks;
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

                float* u = kernels.Block(block, k);
                long stride = (long)depth * blockRows;
                // A vector as wide as a block has rows: the lanes are output channels here.
                if (blockRows == 8)
                {
                    Winograd<Simd256, Vector256<float>>.Kernel(g, u, stride);
                }
                else
                {
                    Winograd<Simd128, Vector128<float>>.Kernel(g, u, stride);
                }
            }
        });
        return kernels;
    }
}
