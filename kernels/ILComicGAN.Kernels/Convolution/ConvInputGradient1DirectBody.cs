using ILComicGAN.Kernels.Launch;
using ILGPU;

namespace ILComicGAN.Kernels.Convolution;

/// <summary>
/// Step 1 of the input gradient's ladder: one thread per input element gathers from the outputs that read it; a plane is
/// one sample's input channel.
/// </summary>
internal readonly struct ConvInputGradient1DirectBody(
    ArrayView<float> gy, ArrayView<float> w, ArrayView<float> gx, ConvolutionSizes sizes) : IPlaneBody
{
    private readonly ArrayView<float> _gy = gy;
    private readonly ArrayView<float> _w = w;
    private readonly ArrayView<float> _gx = gx;
    private readonly ConvolutionSizes _s = sizes;

    public void At(int plane, int index)
    {
        int n = plane / _s.InChannels;
        int channel = plane - (n * _s.InChannels);
        int group = channel / _s.GroupInChannels;
        int inGroup = channel - (group * _s.GroupInChannels);
        int row = (index / _s.InWidth) - _s.FirstRow;
        int column = (index % _s.InWidth) - _s.FirstColumn;
        int kernel = _s.KernelHeight * _s.KernelWidth;
        float sum = 0;
        for (int o = 0; o < _s.GroupOutChannels; o++)
        {
            int outChannel = (group * _s.GroupOutChannels) + o;
            long weight = (((long)outChannel * _s.GroupInChannels) + inGroup) * kernel;
            long output = (((long)n * _s.OutChannels) + outChannel) * _s.OutHeight * _s.OutWidth;
            for (int ky = 0; ky < _s.KernelHeight; ky++)
            {
                int y = (row - ky) / _s.Stride;
                bool rowFits = row >= ky && (y * _s.Stride) + ky == row && y < _s.OutHeight;
                for (int kx = 0; kx < _s.KernelWidth; kx++)
                {
                    int x = (column - kx) / _s.Stride;
                    if (rowFits && column >= kx && (x * _s.Stride) + kx == column && x < _s.OutWidth)
                    {
                        sum += _gy[output + ((long)y * _s.OutWidth) + x] * _w[weight + (ky * _s.KernelWidth) + kx];
                    }
                }
            }
        }

        _gx[((long)plane * _s.InHeight * _s.InWidth) + index] = sum;
    }
}
