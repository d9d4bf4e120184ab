namespace ILComicGAN.Kernels;

internal struct ReflectPadSizes
{
    public int InHeight, InWidth, OutHeight, OutWidth, Top, Left;
}
