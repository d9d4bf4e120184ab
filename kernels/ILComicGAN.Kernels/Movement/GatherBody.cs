using ILGPU;

namespace ILComicGAN.Kernels;

internal readonly struct GatherBody(
    ArrayView<float> x, ArrayView<float> indices, ArrayView<float> y, int inCount, int outCount) : IPlaneBody
{
    private readonly ArrayView<float> _x = x;
    private readonly ArrayView<float> _indices = indices;
    private readonly ArrayView<float> _y = y;
    private readonly int _inCount = inCount;
    private readonly int _outCount = outCount;

    public void At(int plane, int index)
    {
        long target = ((long)plane * _outCount) + index;
        _y[target] = _x[((long)plane * _inCount) + (int)_indices[target]];
    }
}
