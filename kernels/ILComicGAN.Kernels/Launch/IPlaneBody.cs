namespace ILComicGAN.Kernels.Launch;

/// <summary>What one thread does for one element of one of many equal planes.</summary>
internal interface IPlaneBody
{
    void At(int plane, int index);
}
