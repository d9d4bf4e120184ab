namespace ILComicGAN.Kernels.Elementwise;

internal interface IUnaryOp
{
    float Apply(float x, float p0, float p1);
}
