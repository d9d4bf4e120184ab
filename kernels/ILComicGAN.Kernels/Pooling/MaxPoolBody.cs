using ILComicGAN.Kernels.Launch;
using ILGPU;

namespace ILComicGAN.Kernels.Pooling;

internal readonly struct MaxPoolBody(
    ArrayView<float> x, ArrayView<float> y, ArrayView<float> indices, PoolSizes sizes) : IPlaneBody
{
    private readonly ArrayView<float> _x = x;
    private readonly ArrayView<float> _y = y;
    private readonly ArrayView<float> _indices = indices;
    private readonly PoolSizes _sizes = sizes;

    public void At(int plane, int index)
    {
        int row = index / _sizes.OutWidth * _sizes.Stride;
        int column = index % _sizes.OutWidth * _sizes.Stride;
        long start = (long)plane * _sizes.InHeight * _sizes.InWidth;
        int best = (row * _sizes.InWidth) + column;
        float largest = _x[start + best];
        for (int i = 0; i < _sizes.Kernel; i++)
        {
            for (int j = 0; j < _sizes.Kernel; j++)
            {
                int at = ((row + i) * _sizes.InWidth) + column + j;
                float value = _x[start + at];
                bool larger = value > largest;
                largest = larger ? value : largest;
                best = larger ? at : best;
            }
        }

        long target = ((long)plane * _sizes.OutHeight * _sizes.OutWidth) + index;
        _y[target] = largest;
        _indices[target] = best;
    }
}
