namespace ILComicGAN.Kernels.Convolution;

/// <summary>The stored picture with zeros around it.</summary>
internal readonly struct ZeroBorder : IBorder
{
    public bool IsView => false;

    public int Find(ViewSizes view, int row, int column, int height, int width) =>
        (uint)row < (uint)height && (uint)column < (uint)width ? (row * width) + column : -1;
}
