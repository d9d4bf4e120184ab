namespace ILComicGAN.Kernels.Resizing;

internal struct ResizeSizes
{
    public int InHeight, InWidth, OutHeight, OutWidth;

    /// <summary>1 for bilinear, 0 for nearest.</summary>
    public int Linear;
}
