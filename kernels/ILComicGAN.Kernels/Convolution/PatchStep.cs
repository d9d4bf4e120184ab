using System.Runtime.InteropServices;

namespace ILComicGAN.Kernels.Convolution;

/// <summary>What a tile of <see cref="PatchOperand{TExtent}"/> reads, the same for all threads: looked up, not computed.</summary>
[StructLayout(LayoutKind.Sequential, Size = 8)]
internal struct PatchStep
{
    /// <summary>From a thread's pixel in its first channel.</summary>
    public int Offset;

    /// <summary>Which bit of the thread's mask tells whether the tap is inside.</summary>
    public int Tap;
}
