namespace ILComicGAN.Kernels.Elementwise;

internal readonly struct ReciprocalOp : IUnaryOp
{
    public float Apply(float x, float p0, float p1) => 1 / x;
}
