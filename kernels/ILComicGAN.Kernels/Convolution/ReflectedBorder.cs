namespace ILComicGAN.Kernels.Convolution;

/// <summary>An enlarged picture with a reflected border, neither of which is stored.</summary>
internal readonly struct ReflectedBorder : IBorder
{
    public bool IsView => true;

    public int Find(ViewSizes view, int row, int column, int height, int width) => (view.Row(row) * width) + view.Column(column);
}
