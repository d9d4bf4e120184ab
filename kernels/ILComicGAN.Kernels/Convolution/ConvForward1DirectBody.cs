using ILGPU;

namespace ILComicGAN.Kernels;

/// <summary>Step 1 of the forward ladder: one thread per output element; a plane is one sample's output channel.</summary>
internal readonly struct ConvForward1DirectBody(
    ArrayView<float> x, ArrayView<float> w, ArrayView<float> bias, int hasBias, ArrayView<float> y, float slope, ConvolutionSizes sizes)
    : IPlaneBody
{
    private readonly ArrayView<float> _x = x;
    private readonly ArrayView<float> _w = w;
    private readonly ArrayView<float> _bias = bias;
    private readonly int _hasBias = hasBias;
    private readonly ArrayView<float> _y = y;
    private readonly float _slope = slope;
    private readonly ConvolutionSizes _s = sizes;

    public void At(int plane, int index)
    {
        int n = plane / _s.OutChannels;
        int channel = plane - (n * _s.OutChannels);
        int firstInput = (n * _s.InChannels) + (channel / _s.GroupOutChannels * _s.GroupInChannels);
        int top = (index / _s.OutWidth * _s.Stride) - _s.Padding;
        int left = (index % _s.OutWidth * _s.Stride) - _s.Padding;
        long weight = (long)channel * _s.GroupInChannels * _s.KernelHeight * _s.KernelWidth;
        float sum = _hasBias != 0 ? _bias[channel] : 0;
        for (int i = 0; i < _s.GroupInChannels; i++)
        {
            long input = (long)(firstInput + i) * _s.InHeight * _s.InWidth;
            for (int ky = 0; ky < _s.KernelHeight; ky++)
            {
                int row = top + ky;
                for (int kx = 0; kx < _s.KernelWidth; kx++)
                {
                    int column = left + kx;
                    if (row >= 0 && row < _s.InHeight && column >= 0 && column < _s.InWidth)
                    {
                        sum += _x[input + ((long)row * _s.InWidth) + column] * _w[weight];
                    }

                    weight++;
                }
            }
        }

        _y[((long)plane * _s.OutHeight * _s.OutWidth) + index] = sum > 0f ? sum : _slope * sum;
    }
}
