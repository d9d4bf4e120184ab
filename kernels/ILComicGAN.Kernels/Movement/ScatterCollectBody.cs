using ILGPU;

namespace ILComicGAN.Kernels;

/// <summary>
/// Second half of a scatter: adds each target's chain in ascending order of the sources, whatever order the threads
/// built it in, so that the sum repeats bit for bit. Quadratic in the chain, which for pooling is a few links.
/// </summary>
internal readonly struct ScatterCollectBody(
    ArrayView<float> gy, ArrayView<int> heads, ArrayView<int> next, ArrayView<float> gx, int inCount, int outCount)
    : IPlaneBody
{
    private readonly ArrayView<float> _gy = gy;
    private readonly ArrayView<int> _heads = heads;
    private readonly ArrayView<int> _next = next;
    private readonly ArrayView<float> _gx = gx;
    private readonly int _inCount = inCount;
    private readonly int _outCount = outCount;

    public void At(int plane, int index)
    {
        long start = (long)plane * _outCount;
        long target = ((long)plane * _inCount) + index;
        float sum = 0;
        int done = -1;
        int least = Following(start, _heads[target], done);
        while (least >= 0)
        {
            sum += _gy[start + least];
            done = least;
            least = Following(start, _heads[target], done);
        }

        _gx[target] = sum;
    }

    private int Following(long start, int head, int done)
    {
        int least = -1;
        for (int link = head; link >= 0; link = _next[start + link])
        {
            if (link > done && (least < 0 || link < least))
            {
                least = link;
            }
        }

        return least;
    }
}
