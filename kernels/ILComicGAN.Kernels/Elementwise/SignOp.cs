namespace ILComicGAN.Kernels.Elementwise;

internal readonly struct SignOp : IUnaryOp
{
    public float Apply(float x, float p0, float p1) => x > 0 ? 1 : x < 0 ? -1 : x;
}
