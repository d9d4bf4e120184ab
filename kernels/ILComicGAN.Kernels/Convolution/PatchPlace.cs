namespace ILComicGAN.Kernels.Convolution;

/// <summary>A sample, and a row and column of its picture that may lie outside.</summary>
internal struct PatchPlace
{
    public int Sample, Row, Column;
}
