namespace ILComicGAN.Kernels;

internal interface IBinaryOp
{
    float Apply(float a, float b, float parameter);
}
