namespace ILComicGAN.Kernels.Elementwise;

internal readonly struct LeakyReluOp : IUnaryOp
{
    public float Apply(float x, float p0, float p1) => x > 0 ? x : p0 * x;
}
