using ILComicGAN.Kernels.Launch;
using ILGPU;

namespace ILComicGAN.Kernels.Padding;

internal readonly struct ReflectPadBody(ArrayView<float> x, ArrayView<float> y, ReflectPadSizes sizes) : IPlaneBody
{
    private readonly ArrayView<float> _x = x;
    private readonly ArrayView<float> _y = y;
    private readonly ReflectPadSizes _sizes = sizes;

    public void At(int plane, int index)
    {
        int row = Reflection.Source(index / _sizes.OutWidth, _sizes.Top, _sizes.InHeight);
        int column = Reflection.Source(index % _sizes.OutWidth, _sizes.Left, _sizes.InWidth);
        _y[((long)plane * _sizes.OutHeight * _sizes.OutWidth) + index] =
            _x[((long)plane * _sizes.InHeight * _sizes.InWidth) + ((long)row * _sizes.InWidth) + column];
    }
}
