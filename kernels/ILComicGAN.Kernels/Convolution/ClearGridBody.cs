namespace ILComicGAN.Kernels;

/// <summary>Zero for the pixels of a strided input gradient that no output reads.</summary>
internal readonly struct ClearGridBody(PictureTarget target, int columns) : IElementBody
{
    private readonly PictureTarget _target = target;
    private readonly int _columns = columns;

    public void At(long index)
    {
        int row = (int)(index / _columns);
        _target.StoreOne(row, (int)(index - ((long)row * _columns)), 0f);
    }
}
