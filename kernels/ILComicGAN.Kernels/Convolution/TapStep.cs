using System.Runtime.InteropServices;

namespace ILComicGAN.Kernels.Convolution;

/// <summary>
/// Sixteen pixels of one row, a tile of the summed dimension of a weight gradient; the same for all threads, so it is
/// looked up, not computed.
/// </summary>
[StructLayout(LayoutKind.Sequential, Size = 16)]
internal struct TapStep
{
    /// <summary>
    /// Of the first pixel's tap (0, 0) in x, from channel 0 of the first sample; where x is seen otherwise than it is stored,
    /// of its sample.
    /// </summary>
    public int InputOffset;

    /// <summary>Of the first pixel in gy, from channel 0 of the first sample, in 128-bit words; 0 for the tile after the last.</summary>
    public int OutputWord;

    /// <summary>Where tap (0, 0) of the first pixel lies; the tile after the last one lies outside, where there is an outside.</summary>
    public int Row, Column;
}
