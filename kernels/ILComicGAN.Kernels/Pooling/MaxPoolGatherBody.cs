using ILComicGAN.Kernels.Launch;
using ILGPU;

namespace ILComicGAN.Kernels.Pooling;

/// <summary>Reads another input where a max pooling found its maxima.</summary>
internal readonly struct MaxPoolGatherBody(
    ArrayView<float> x, ArrayView<float> indices, ArrayView<float> y, PoolSizes sizes) : IPlaneBody
{
    private readonly ArrayView<float> _x = x;
    private readonly ArrayView<float> _indices = indices;
    private readonly ArrayView<float> _y = y;
    private readonly PoolSizes _sizes = sizes;

    public void At(int plane, int index)
    {
        long target = ((long)plane * _sizes.OutHeight * _sizes.OutWidth) + index;
        _y[target] = _x[((long)plane * _sizes.InHeight * _sizes.InWidth) + (int)_indices[target]];
    }
}
