namespace ILComicGAN.Kernels.Normalization;

/// <summary>What moments are taken of.</summary>
internal interface IMomentSource
{
    /// <summary>The moments of elements first, first + step, … of a row, before <paramref name="end"/>.</summary>
    Moments Gather(int row, long first, long end, int step);
}
