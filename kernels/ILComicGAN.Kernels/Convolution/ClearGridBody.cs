using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Kernels.Elementwise;
using ILComicGAN.Kernels.Launch;

namespace ILComicGAN.Kernels.Convolution;

/// <summary>Zero for the pixels of a strided input gradient that no output reads.</summary>
internal readonly struct ClearGridBody(PictureTarget<LeakyRelu> target, int columns) : IElementBody
{
    private readonly PictureTarget<LeakyRelu> _target = target;
    private readonly int _columns = columns;

    public void At(long index)
    {
        int row = (int)(index / _columns);
        _target.StoreOne(0, row, (int)(index - ((long)row * _columns)), 0f, 0f);
    }
}
