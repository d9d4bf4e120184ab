using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Kernels.Elementwise;
using ILComicGAN.Kernels.Normalization;

namespace ILComicGAN.Kernels.Winograd;

/// <summary>Of a plane's tiles, which are computed and stored on the way; a row is a plane n·C + c.</summary>
internal readonly struct WinogradMoments<TActivation>(WinogradOutputBody<TActivation> output) : IMomentSource
    where TActivation : struct, IUnaryFunction
{
    private readonly WinogradOutputBody<TActivation> _output = output;

    public Moments Gather(int row, long first, long end, int step)
    {
        int sample = row / _output.Channels;
        int channel = row - (sample * _output.Channels);
        Moments all = default;
        for (long tile = first; tile < end; tile += step)
        {
            all = Moments.Merge(all, _output.Compute(channel, (sample * _output.SampleTiles) + (int)tile));
        }

        return all;
    }
}
