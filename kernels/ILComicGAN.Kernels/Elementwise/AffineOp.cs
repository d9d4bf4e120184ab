namespace ILComicGAN.Kernels.Elementwise;

internal readonly struct AffineOp : IUnaryOp
{
    public float Apply(float x, float p0, float p1) => (p0 * x) + p1;
}
