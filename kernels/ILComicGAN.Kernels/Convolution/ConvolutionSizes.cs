namespace ILComicGAN.Kernels;

/// <summary>The sizes that the three forms of a convolution share.</summary>
internal struct ConvolutionSizes
{
    public int Batch, InChannels, InHeight, InWidth, OutChannels, OutHeight, OutWidth;
    public int KernelHeight, KernelWidth, Stride, Padding, GroupInChannels, GroupOutChannels;
}
