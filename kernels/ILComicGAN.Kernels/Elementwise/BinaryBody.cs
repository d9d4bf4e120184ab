using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Kernels.Launch;
using ILGPU;

namespace ILComicGAN.Kernels.Elementwise;

/// <summary>Both operands have the result's shape.</summary>
internal readonly struct BinaryBody<TOp>(
    ArrayView<float> a, ArrayView<float> b, ArrayView<float> y, float parameter) : IElementBody
    where TOp : struct, IBinaryFunction
{
    private readonly ArrayView<float> _a = a;
    private readonly ArrayView<float> _b = b;
    private readonly ArrayView<float> _y = y;
    private readonly float _parameter = parameter;

    public void At(long index) => _y[index] = default(TOp).Apply(_a[index], _b[index], _parameter);
}
