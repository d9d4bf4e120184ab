using ILComicGAN.Kernels.Launch;
using ILComicGAN.Kernels.Reduction;
using ILGPU;

namespace ILComicGAN.Kernels.Normalization;

/// <summary>Per channel: the sum of its rows' sums over the batch (the gradients of γ and β).</summary>
internal readonly struct ChannelSumBody(ArrayView<float> rows, ArrayView<float> sums, int batch, int channels) : IElementBody
{
    private readonly ArrayView<float> _rows = rows;
    private readonly ArrayView<float> _sums = sums;
    private readonly int _batch = batch;
    private readonly int _channels = channels;

    public void At(long index)
    {
        CompensatedSum sum = default;
        for (int n = 0; n < _batch; n++)
        {
            sum.Add(_rows[((long)n * _channels) + index]);
        }

        _sums[index] = sum.Value;
    }
}
