using ILComicGAN.Kernels.Launch;
using ILGPU;

namespace ILComicGAN.Kernels.Elementwise;

internal readonly struct FillBody(ArrayView<float> y, float value) : IElementBody
{
    private readonly ArrayView<float> _y = y;
    private readonly float _value = value;

    public void At(long index) => _y[index] = _value;
}
