using System.Runtime.InteropServices;
using ILComicGAN.Engine.Memory;

namespace ILComicGAN.Engine.Devices.Cpu;

/// <summary>Memory outside the garbage collector's, aligned for vectors, of any size.</summary>
internal sealed unsafe class CpuBuffer : DeviceBuffer
{
    private const nuint Alignment = 64;

    /// <summary>Bytes of a large page of x86-64 and most others.</summary>
    private const nuint LargePage = 2 << 20;

    private const int AdviseLargePages = 14;

    public CpuBuffer(Device device, long capacity)
        : base(device, capacity)
    {
        nuint bytes = (nuint)capacity * sizeof(float);
        bool large = bytes >= 2 * LargePage && OperatingSystem.IsLinux();
        Pointer = (float*)NativeMemory.AlignedAlloc(bytes, large ? LargePage : Alignment);
        if (large)
        {
            // Fresh memory costs a page fault per page, 500 times fewer of these. Where the system has none, nothing changes.
            _ = Advise(Pointer, bytes / LargePage * LargePage, AdviseLargePages);
        }
    }

    public float* Pointer { get; private set; }

    protected internal override void Destroy()
    {
        NativeMemory.AlignedFree(Pointer);
        Pointer = null;
    }

    [DllImport("libc", EntryPoint = "madvise")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Advise(void* address, nuint length, int advice);
}
