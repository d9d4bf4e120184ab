namespace ILComicGAN.Kernels.Elementwise;

internal readonly struct TanhOp : IUnaryOp
{
    public float Apply(float x, float p0, float p1) => Accurate.Tanh(x);
}
