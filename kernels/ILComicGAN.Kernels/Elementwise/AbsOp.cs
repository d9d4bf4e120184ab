namespace ILComicGAN.Kernels.Elementwise;

internal readonly struct AbsOp : IUnaryOp
{
    public float Apply(float x, float p0, float p1) => MathF.Abs(x);
}
