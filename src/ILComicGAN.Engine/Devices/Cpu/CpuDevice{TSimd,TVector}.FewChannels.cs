using ILComicGAN.Engine.Devices.Cpu.Convolution;
using ILComicGAN.Engine.Devices.Cpu.MatrixProduct;
using ILComicGAN.Engine.Devices.Cpu.Normalization;

namespace ILComicGAN.Engine.Devices.Cpu;

internal sealed unsafe partial class CpuDevice<TSimd, TVector>
{
    /// <summary>Input channels up to which the output transform is worth fewer products.</summary>
    private const int FewInputs = 8;

    /// <summary>Outputs of a channel below which transforming the kernels takes longer than it saves.</summary>
    private const int FewestColumnOutputs = 512;

    /// <summary>
    /// y = LeakyReLU(source ⋆ kernels + bias) from or to few channels, stride 1; the weight of (output channel, input channel,
    /// row, column) is <paramref name="element"/>. False where these are not few, or the kernel is none of seven rows.
    /// </summary>
    private bool ConvolveSmallChannels(
        float* x,
        PictureSource source,
        Func<int, int, int, int, float> element,
        float* bias,
        float slope,
        float* y,
        SmallChannelsShape s,
        OutputMoments<TSimd, TVector>? moments = null)
    {
        bool transform = !Precise && s.KernelHeight == WinogradF4x7Columns<TSimd, TVector>.Taps && Math.Max(s.Rows, s.Depth) >= FewestChannels
            && (AlwaysWinograd || (long)s.Batch * s.Height * s.Width >= FewestColumnOutputs);
        if (transform && s.Rows <= FewOutputs)
        {
            using PackedMatrix kernels = TransformColumns(
                s.Rows * s.KernelWidth, s.Depth, (row, channel, tap) => element(row / s.KernelWidth, channel, tap, row % s.KernelWidth));
            SmallOutputChannelsTask<TSimd, TVector> task = new(x, source, kernels, bias, slope, y, s);
            Pool.Run(task.Pieces, task.Run);
            return true;
        }

        if (transform && s.Depth <= FewInputs)
        {
            using PackedMatrix kernels = TransformColumns(
                s.Rows, s.Depth * s.KernelWidth, (row, term, tap) => element(row, term / s.KernelWidth, tap, term % s.KernelWidth));
            SmallInputChannelsTask<TSimd, TVector> task = new(x, source, kernels, bias, slope, y, s, moments);
            moments?.Begin(task.PiecesOfPicture);
            Pool.Run(task.Pieces, task.Run);
            return true;
        }

        if (s.Rows <= FewOutputs)
        {
            ConvolveToFew(x, source, element, bias, slope, y, s);
            return true;
        }

        return false;
    }

    /// <summary>The elements of transformed kernel columns, one after the other along the depth.</summary>
    private PackedMatrix TransformColumns(int rows, int depth, Func<int, int, int, float> element)
    {
        PackedMatrix kernels = new(
            Allocator, rows, WinogradF4x7Columns<TSimd, TVector>.Elements * depth, MicroKernel<TSimd, TVector>.Rows);
        Pool.Run(depth, k =>
        {
            float* g = stackalloc float[WinogradF4x7Columns<TSimd, TVector>.Taps];
            for (int row = 0; row < kernels.Blocks * kernels.BlockRows; row++)
            {
                for (int tap = 0; tap < WinogradF4x7Columns<TSimd, TVector>.Taps; tap++)
                {
                    g[tap] = row < rows ? element(row, k, tap) : 0;
                }

                (int block, int inside) = Math.DivRem(row, kernels.BlockRows);
                WinogradF4x7Columns<TSimd, TVector>.Kernel(g, kernels.Block(block, k) + inside, (long)depth * kernels.BlockRows);
            }
        });
        return kernels;
    }
}
