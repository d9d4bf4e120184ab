namespace ILComicGAN.Kernels.Elementwise;

internal readonly struct InRangeOp : IUnaryOp
{
    public float Apply(float x, float p0, float p1) => x > p0 && x < p1 ? 1f : 0f;
}
