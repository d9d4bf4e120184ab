namespace ILComicGAN.Kernels.Elementwise;

internal readonly struct SqrtOp : IUnaryOp
{
    public float Apply(float x, float p0, float p1) => MathF.Sqrt(x);
}
