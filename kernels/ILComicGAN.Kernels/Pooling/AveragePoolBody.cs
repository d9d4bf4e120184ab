using ILComicGAN.Kernels.Launch;
using ILGPU;

namespace ILComicGAN.Kernels.Pooling;

internal readonly struct AveragePoolBody(ArrayView<float> x, ArrayView<float> y, PoolSizes sizes) : IPlaneBody
{
    private readonly ArrayView<float> _x = x;
    private readonly ArrayView<float> _y = y;
    private readonly PoolSizes _sizes = sizes;

    public void At(int plane, int index)
    {
        int row = index / _sizes.OutWidth * _sizes.Stride;
        int column = index % _sizes.OutWidth * _sizes.Stride;
        long start = ((long)plane * _sizes.InHeight * _sizes.InWidth) + ((long)row * _sizes.InWidth) + column;
        float sum = 0;
        for (int i = 0; i < _sizes.Kernel; i++)
        {
            for (int j = 0; j < _sizes.Kernel; j++)
            {
                sum += _x[start + ((long)i * _sizes.InWidth) + j];
            }
        }

        _y[((long)plane * _sizes.OutHeight * _sizes.OutWidth) + index] = sum / (_sizes.Kernel * _sizes.Kernel);
    }
}
