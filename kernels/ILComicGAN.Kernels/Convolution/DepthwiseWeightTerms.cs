using ILComicGAN.Kernels.Reduction;
using ILComicGAN.Kernels.Tiles;
using ILGPU;

namespace ILComicGAN.Kernels.Convolution;

/// <summary>
/// A depthwise convolution's weight gradient: row channel·taps + tap sums x·gy over all samples and output pixels.
/// </summary>
internal readonly struct DepthwiseWeightTerms(ArrayView<float> x, ArrayView<float> gy, ConvolutionSizes sizes) : IRowTerms
{
    private readonly ArrayView<float> _x = x;
    private readonly ArrayView<float> _gy = gy;
    private readonly ConvolutionSizes _s = sizes;
    private readonly FastDivisor _byPixels = new(sizes.OutHeight * sizes.OutWidth);
    private readonly FastDivisor _byWidth = new(sizes.OutWidth);

    public int Count => 1;

    public void Add(ref RowSums sums, int row, long index)
    {
        int taps = _s.KernelHeight * _s.KernelWidth;
        int channel = row / taps;
        int tap = row - (channel * taps);
        int pixels = _s.OutHeight * _s.OutWidth;
        int n = _byPixels.Quotient((int)index);
        int pixel = (int)index - (n * pixels);
        int i = _byWidth.Quotient(pixel);
        int y = (i * _s.Stride) + (tap / _s.KernelWidth) + _s.FirstRow;
        int x = ((pixel - (i * _s.OutWidth)) * _s.Stride) + (tap % _s.KernelWidth) + _s.FirstColumn;
        int at = _s.Find(y, x);
        if (at >= 0)
        {
            long plane = ((long)n * _s.InChannels) + channel;
            sums.A.Add(_x[(plane * _s.InHeight * _s.InWidth) + at] * _gy[(plane * pixels) + pixel]);
        }
    }
}
