namespace ILComicGAN.Kernels.Reduction;

/// <summary>Rows, their length, and how much of one a group adds up.</summary>
internal struct RowSumSizes
{
    public int Rows;
    public long Length;
    public long Segment;
}
