namespace ILComicGAN.Kernels.Elementwise;

internal readonly struct ClampOp : IUnaryOp
{
    public float Apply(float x, float p0, float p1) => x < p0 ? p0 : x > p1 ? p1 : x;
}
