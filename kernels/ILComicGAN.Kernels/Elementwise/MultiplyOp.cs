namespace ILComicGAN.Kernels.Elementwise;

internal readonly struct MultiplyOp : IBinaryOp
{
    public float Apply(float a, float b, float parameter) => a * b;
}
