namespace ILComicGAN.Kernels.Elementwise;

internal readonly struct AddOp : IBinaryOp
{
    public float Apply(float a, float b, float parameter) => a + b;
}
