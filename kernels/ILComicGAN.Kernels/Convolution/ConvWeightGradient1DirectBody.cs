using ILComicGAN.Kernels.Launch;
using ILComicGAN.Kernels.Reduction;
using ILGPU;

namespace ILComicGAN.Kernels.Convolution;

/// <summary>
/// Step 1 of the weight gradient's ladder: one thread per element of the weight sums over samples and positions; a plane
/// is one output channel.
/// </summary>
internal readonly struct ConvWeightGradient1DirectBody(
    ArrayView<float> x, ArrayView<float> gy, ArrayView<float> gw, ConvolutionSizes sizes) : IPlaneBody
{
    private readonly ArrayView<float> _x = x;
    private readonly ArrayView<float> _gy = gy;
    private readonly ArrayView<float> _gw = gw;
    private readonly ConvolutionSizes _s = sizes;

    public void At(int plane, int index)
    {
        int kernel = _s.KernelHeight * _s.KernelWidth;
        int channel = index / kernel;
        int ky = index % kernel / _s.KernelWidth;
        int kx = index % _s.KernelWidth;
        int inChannel = (plane / _s.GroupOutChannels * _s.GroupInChannels) + channel;
        CompensatedSum sum = default;
        for (int n = 0; n < _s.Batch; n++)
        {
            long input = (((long)n * _s.InChannels) + inChannel) * _s.InHeight * _s.InWidth;
            long output = (((long)n * _s.OutChannels) + plane) * _s.OutHeight * _s.OutWidth;
            for (int y = 0; y < _s.OutHeight; y++)
            {
                int row = (y * _s.Stride) + ky + _s.FirstRow;
                for (int i = 0; i < _s.OutWidth; i++)
                {
                    int column = (i * _s.Stride) + kx + _s.FirstColumn;
                    int at = _s.Find(row, column);
                    if (at >= 0)
                    {
                        sum.Add(_x[input + at] * _gy[output + ((long)y * _s.OutWidth) + i]);
                    }
                }
            }
        }

        _gw[((long)plane * _s.GroupInChannels * kernel) + index] = sum.Value;
    }
}
