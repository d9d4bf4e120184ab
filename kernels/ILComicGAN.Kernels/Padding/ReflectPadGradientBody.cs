using ILComicGAN.Kernels.Launch;
using ILGPU;

namespace ILComicGAN.Kernels.Padding;

/// <summary>Each source pixel gathers its appearances: up to three in each direction.</summary>
internal readonly struct ReflectPadGradientBody(ArrayView<float> gy, ArrayView<float> gx, ReflectPadSizes sizes)
    : IPlaneBody
{
    private readonly ArrayView<float> _gy = gy;
    private readonly ArrayView<float> _gx = gx;
    private readonly ReflectPadSizes _sizes = sizes;

    public void At(int plane, int index)
    {
        int row = index / _sizes.InWidth;
        int column = index % _sizes.InWidth;
        long start = (long)plane * _sizes.OutHeight * _sizes.OutWidth;
        float sum = 0;
        for (int i = 0; i < 3; i++)
        {
            int y = Reflection.Appearance(i, row, _sizes.Top, _sizes.InHeight, _sizes.OutHeight);
            for (int j = 0; j < 3; j++)
            {
                int x = Reflection.Appearance(j, column, _sizes.Left, _sizes.InWidth, _sizes.OutWidth);
                if (y >= 0 && x >= 0)
                {
                    sum += _gy[start + ((long)y * _sizes.OutWidth) + x];
                }
            }
        }

        _gx[((long)plane * _sizes.InHeight * _sizes.InWidth) + index] = sum;
    }
}
