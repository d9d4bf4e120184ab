using ILGPU;

namespace ILComicGAN.Kernels;

/// <summary>
/// First half of a scatter: hangs each gradient into the chain of its target. Heads start at a bit pattern that is
/// negative as an integer; the chain's order depends on the threads, its members do not.
/// </summary>
internal readonly struct ScatterLinkBody(
    ArrayView<float> indices, ArrayView<int> heads, ArrayView<int> next, int inCount, int outCount) : IPlaneBody
{
    private readonly ArrayView<float> _indices = indices;
    private readonly ArrayView<int> _heads = heads;
    private readonly ArrayView<int> _next = next;
    private readonly int _inCount = inCount;
    private readonly int _outCount = outCount;

    public void At(int plane, int index)
    {
        long source = ((long)plane * _outCount) + index;
        long target = ((long)plane * _inCount) + (int)_indices[source];
        _next[source] = Atomic.Exchange(ref _heads[target], index);
    }
}
