using System.Runtime.InteropServices;

namespace ILComicGAN.Engine.Devices.Cpu;

/// <summary>Aligned memory for the length of one primitive.</summary>
internal sealed unsafe class CpuScratchBuffer(long count) : IDisposable
{
    public float* Values { get; private set; } = (float*)NativeMemory.AlignedAlloc((nuint)Math.Max(1, count) * sizeof(float), 64);

    public void Dispose()
    {
        NativeMemory.AlignedFree(Values);
        Values = null;
    }
}
