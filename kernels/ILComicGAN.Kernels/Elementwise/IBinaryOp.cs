namespace ILComicGAN.Kernels.Elementwise;

internal interface IBinaryOp
{
    float Apply(float a, float b, float parameter);
}
