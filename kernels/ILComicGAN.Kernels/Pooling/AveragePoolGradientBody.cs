using ILComicGAN.Kernels.Launch;
using ILGPU;

namespace ILComicGAN.Kernels.Pooling;

/// <summary>Each pixel gathers from the windows that contain it.</summary>
internal readonly struct AveragePoolGradientBody(ArrayView<float> gy, ArrayView<float> gx, PoolSizes sizes) : IPlaneBody
{
    private readonly ArrayView<float> _gy = gy;
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
                sum += _gy[start + ((long)i * _sizes.OutWidth) + j];
            }
        }

        _gx[((long)plane * _sizes.InHeight * _sizes.InWidth) + index] = sum / (_sizes.Kernel * _sizes.Kernel);
    }
}
