namespace ILComicGAN.Kernels.Launch;

/// <summary>What one thread does for one element. Holds its views and sizes as fields.</summary>
internal interface IElementBody
{
    void At(long index);
}
