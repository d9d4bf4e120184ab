using ILComicGAN.Kernels.Launch;
using ILGPU;

namespace ILComicGAN.Kernels.Resizing;

internal readonly struct ResizeBody(ArrayView<float> x, ArrayView<float> y, ResizeSizes sizes) : IPlaneBody
{
    private readonly ArrayView<float> _x = x;
    private readonly ArrayView<float> _y = y;
    private readonly ResizeSizes _sizes = sizes;

    public void At(int plane, int index)
    {
        ResizeTap row = ResizeTap.At(index / _sizes.OutWidth, _sizes.InHeight, _sizes.OutHeight, _sizes.Linear);
        ResizeTap column = ResizeTap.At(index % _sizes.OutWidth, _sizes.InWidth, _sizes.OutWidth, _sizes.Linear);
        long start = (long)plane * _sizes.InHeight * _sizes.InWidth;
        long upper = start + ((long)row.First * _sizes.InWidth);
        long lower = start + ((long)row.Second * _sizes.InWidth);
        float above = Mix(_x[upper + column.First], _x[upper + column.Second], column.Weight);
        float below = Mix(_x[lower + column.First], _x[lower + column.Second], column.Weight);
        _y[((long)plane * _sizes.OutHeight * _sizes.OutWidth) + index] = Mix(above, below, row.Weight);
    }

    private static float Mix(float a, float b, float weight) => ((1 - weight) * a) + (weight * b);
}
