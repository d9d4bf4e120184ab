namespace ILComicGAN.Kernels.Padding;

internal struct ReflectPadSizes
{
    public int InHeight, InWidth, OutHeight, OutWidth, Top, Left;
}
