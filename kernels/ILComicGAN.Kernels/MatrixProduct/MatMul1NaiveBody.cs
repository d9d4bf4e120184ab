using ILComicGAN.Kernels.Launch;
using ILGPU;

namespace ILComicGAN.Kernels.MatrixProduct;

/// <summary>Step 1 of the ladder: one thread per element of C, everything from global memory.</summary>
internal readonly struct MatMul1NaiveBody(
    ArrayView<float> a, ArrayView<float> b, ArrayView<float> c, MatrixSizes sizes) : IPlaneBody
{
    private readonly ArrayView<float> _a = a;
    private readonly ArrayView<float> _b = b;
    private readonly ArrayView<float> _c = c;
    private readonly MatrixSizes _sizes = sizes;

    public void At(int plane, int index)
    {
        int row = index / _sizes.N;
        int column = index - (row * _sizes.N);
        long a = (plane * _sizes.ABatch) + (row * _sizes.ARow);
        long b = (plane * _sizes.BBatch) + (column * _sizes.BColumn);
        float sum = 0;
        for (int k = 0; k < _sizes.K; k++)
        {
            sum += _a[a] * _b[b];
            a += _sizes.AColumn;
            b += _sizes.BRow;
        }

        _c[((long)plane * _sizes.M * _sizes.N) + index] = sum;
    }
}
