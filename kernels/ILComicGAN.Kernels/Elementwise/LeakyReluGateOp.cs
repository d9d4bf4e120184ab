namespace ILComicGAN.Kernels.Elementwise;

internal readonly struct LeakyReluGateOp : IBinaryOp
{
    public float Apply(float a, float b, float parameter) => b > 0 ? a : parameter * a;
}
