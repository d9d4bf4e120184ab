namespace ILComicGAN.Kernels.Elementwise;

internal readonly struct ExpOp : IUnaryOp
{
    public float Apply(float x, float p0, float p1) => Accurate.Exp(x);
}
