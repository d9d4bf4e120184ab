namespace ILComicGAN.Kernels.Elementwise;

internal readonly struct SubtractOp : IBinaryOp
{
    public float Apply(float a, float b, float parameter) => a - b;
}
