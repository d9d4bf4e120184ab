using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Kernels.Launch;
using ILComicGAN.Kernels.Movement;
using ILGPU;

namespace ILComicGAN.Kernels.Elementwise;

/// <summary>The operands walk with strides of their own.</summary>
internal readonly struct BroadcastBody<TOp>(
    ArrayView<float> a, ArrayView<float> b, ArrayView<float> y, StridedWalk walk, float parameter) : IElementBody
    where TOp : struct, IBinaryFunction
{
    private readonly ArrayView<float> _a = a;
    private readonly ArrayView<float> _b = b;
    private readonly ArrayView<float> _y = y;
    private readonly StridedWalk _walk = walk;
    private readonly float _parameter = parameter;

    public void At(long index)
    {
        WalkPosition at = _walk.Locate(index);
        _y[index] = default(TOp).Apply(_a[at.First], _b[at.Second], _parameter);
    }
}
