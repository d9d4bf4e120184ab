using ILComicGAN.Kernels.Launch;
using ILGPU;

namespace ILComicGAN.Kernels.Pooling;

/// <summary>
/// Each pixel gathers from those of the windows containing it whose maximum it is: no atomics, always the same order.
/// </summary>
internal readonly struct MaxPoolGradientBody(
    ArrayView<float> gy, ArrayView<float> indices, ArrayView<float> gx, PoolSizes sizes) : IPlaneBody
{
    private readonly ArrayView<float> _gy = gy;
    private readonly ArrayView<float> _indices = indices;
    private readonly ArrayView<float> _gx = gx;
    private readonly PoolSizes _sizes = sizes;

    public void At(int plane, int index)
    {
        int row = index / _sizes.InWidth;
        int column = index % _sizes.InWidth;
        int lastRow = Math.Min(row / _sizes.Stride, _sizes.OutHeight - 1);
        int lastColumn = Math.Min(column / _sizes.Stride, _sizes.OutWidth - 1);
        long start = (long)plane * _sizes.OutHeight * _sizes.OutWidth;
        float sum = 0;
        for (int i = _sizes.FirstWindow(row); i <= lastRow; i++)
        {
            for (int j = _sizes.FirstWindow(column); j <= lastColumn; j++)
            {
                long window = start + ((long)i * _sizes.OutWidth) + j;
                sum += (int)_indices[window] == index ? _gy[window] : 0f;
            }
        }

        _gx[((long)plane * _sizes.InHeight * _sizes.InWidth) + index] = sum;
    }
}
