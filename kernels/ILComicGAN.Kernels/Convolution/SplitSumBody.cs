using ILComicGAN.Kernels.Launch;
using ILComicGAN.Kernels.Reduction;
using ILGPU;

namespace ILComicGAN.Kernels.Convolution;

/// <summary>
/// Adds up a weight gradient's parts [splits, O, taps·C or C·taps] in a fixed order into [O, C, taps]: no atomics, so that
/// runs repeat bit for bit.
/// </summary>
internal readonly struct SplitSumBody(
    ArrayView<float> parts, ArrayView<float> gw, int splits, int outChannels, int channels, int taps, int tapsFirst) : IElementBody
{
    private readonly ArrayView<float> _parts = parts;
    private readonly ArrayView<float> _gw = gw;
    private readonly int _splits = splits;
    private readonly int _outChannels = outChannels;
    private readonly int _channels = channels;
    private readonly int _taps = taps;
    private readonly int _tapsFirst = tapsFirst;

    public void At(long index)
    {
        int columns = _channels * _taps;
        int row = (int)(index / columns);
        int column = (int)(index - ((long)row * columns));
        int channel = column / _taps;
        int source = _tapsFirst != 0 ? ((column - (channel * _taps)) * _channels) + channel : column;
        long at = ((long)row * columns) + source;
        CompensatedSum sum = default;
        for (int split = 0; split < _splits; split++)
        {
            sum.Add(_parts[at]);
            at += (long)_outChannels * columns;
        }

        _gw[index] = sum.Value;
    }
}
