using ILGPU;

namespace ILComicGAN.Kernels.Normalization;

/// <summary>Of parts whose moments are known: a row's segments, or a sample's channels, all but the last equally long.</summary>
internal readonly struct MergedMoments(ArrayView<float> means, ArrayView<float> variances, long parts, long partLength, long lastLength)
    : IMomentSource
{
    private readonly ArrayView<float> _means = means;
    private readonly ArrayView<float> _variances = variances;
    private readonly long _parts = parts;
    private readonly float _partLength = partLength;
    private readonly float _lastLength = lastLength;

    public Moments Gather(int row, long first, long end, int step)
    {
        Moments all = default;
        for (long i = first; i < end; i += step)
        {
            float count = i == _parts - 1 ? _lastLength : _partLength;
            long at = (row * _parts) + i;
            all = Moments.Merge(all, new Moments { Count = count, Mean = _means[at], Squares = _variances[at] * count });
        }

        return all;
    }
}
