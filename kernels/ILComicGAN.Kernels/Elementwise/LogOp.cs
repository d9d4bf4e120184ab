namespace ILComicGAN.Kernels.Elementwise;

internal readonly struct LogOp : IUnaryOp
{
    public float Apply(float x, float p0, float p1) => Accurate.Log(x);
}
