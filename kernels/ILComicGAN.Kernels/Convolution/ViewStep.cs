using System.Runtime.InteropServices;

namespace ILComicGAN.Kernels.Convolution;

/// <summary>What a tile of <see cref="ViewPatchOperand{TExtent}"/> reads, the same for all threads: looked up, not computed.</summary>
[StructLayout(LayoutKind.Sequential, Size = 16)]
internal struct ViewStep
{
    /// <summary>The tap's place in the kernel.</summary>
    public int Row, Column;

    /// <summary>The first of its sixteen channels.</summary>
    public int Channel;
}
