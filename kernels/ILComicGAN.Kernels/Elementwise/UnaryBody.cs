using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Kernels.Launch;
using ILGPU;

namespace ILComicGAN.Kernels.Elementwise;

internal readonly struct UnaryBody<TOp>(ArrayView<float> x, ArrayView<float> y, float p0, float p1) : IElementBody
    where TOp : struct, IUnaryFunction
{
    private readonly ArrayView<float> _x = x;
    private readonly ArrayView<float> _y = y;
    private readonly float _p0 = p0;
    private readonly float _p1 = p1;

    public void At(long index) => _y[index] = default(TOp).Apply(_x[index], _p0, _p1);
}
