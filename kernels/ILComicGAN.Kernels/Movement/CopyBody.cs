using ILComicGAN.Kernels.Launch;
using ILGPU;

namespace ILComicGAN.Kernels.Movement;

internal readonly struct CopyBody(ArrayView<float> x, ArrayView<float> y, StridedWalk walk) : IElementBody
{
    private readonly ArrayView<float> _x = x;
    private readonly ArrayView<float> _y = y;
    private readonly StridedWalk _walk = walk;

    public void At(long index)
    {
        WalkPosition at = _walk.Locate(index);
        _y[at.Second] = _x[at.First];
    }
}
