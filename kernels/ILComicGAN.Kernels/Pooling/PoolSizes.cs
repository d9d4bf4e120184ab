namespace ILComicGAN.Kernels;

internal struct PoolSizes
{
    public int InHeight, InWidth, OutHeight, OutWidth, Kernel, Stride;
}
