namespace ILComicGAN.Kernels.Elementwise;

internal readonly struct GreaterOrEqualOp : IBinaryOp
{
    public float Apply(float a, float b, float parameter) => a >= b ? 1f : 0f;
}
