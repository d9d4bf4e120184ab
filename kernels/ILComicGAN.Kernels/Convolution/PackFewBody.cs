using ILComicGAN.Kernels.Launch;
using ILGPU;

namespace ILComicGAN.Kernels.Convolution;

/// <summary>A weight of up to four output channels as [C_in·taps, 4], zero for channels that are not there.</summary>
internal readonly struct PackFewBody(ArrayView<float> w, ArrayView<float> packed, int channels, int terms) : IElementBody
{
    private readonly ArrayView<float> _w = w;
    private readonly ArrayView<float> _packed = packed;
    private readonly int _channels = channels;
    private readonly int _terms = terms;

    public void At(long index)
    {
        int channel = (int)index & 3;
        _packed[index] = channel < _channels ? _w[((long)channel * _terms) + (index >> 2)] : 0f;
    }
}
