namespace ILComicGAN.Kernels.Elementwise;

internal readonly struct DivideOp : IBinaryOp
{
    public float Apply(float a, float b, float parameter) => a / b;
}
