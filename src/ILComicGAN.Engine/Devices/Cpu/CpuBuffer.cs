using System.Runtime.InteropServices;
using ILComicGAN.Engine.Memory;

namespace ILComicGAN.Engine.Devices.Cpu;

/// <summary>Memory outside the garbage collector's, aligned for vectors, of any size.</summary>
internal sealed unsafe class CpuBuffer : DeviceBuffer
{
    private const nuint Alignment = 64;

    public CpuBuffer(Device device, long capacity)
        : base(device, capacity)
    {
        Pointer = (float*)NativeMemory.AlignedAlloc((nuint)capacity * sizeof(float), Alignment);
    }

    public float* Pointer { get; private set; }

    protected internal override void Destroy()
    {
        NativeMemory.AlignedFree(Pointer);
        Pointer = null;
    }
}
