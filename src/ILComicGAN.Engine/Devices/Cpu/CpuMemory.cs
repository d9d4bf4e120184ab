using System.Runtime.InteropServices;
using ILComicGAN.Engine.Memory;

namespace ILComicGAN.Engine.Devices.Cpu;

/// <summary>Memory outside the garbage collector's, aligned for vectors, of any size.</summary>
internal sealed unsafe class CpuMemory : DeviceMemory
{
    /// <summary>Bytes up to which a buffer has memory of its own.</summary>
    public const long SmallUpTo = 1 << 20;

    private const nuint Alignment = 64;

    private readonly CpuArena? _arena;

    public CpuMemory(long capacity, CpuArena arena)
        : base(capacity)
    {
        long bytes = capacity * sizeof(float);
        _arena = bytes > SmallUpTo ? arena : null;
        Pointer = _arena is null ? (float*)NativeMemory.AlignedAlloc((nuint)bytes, Alignment) : _arena.Take(bytes);
    }

    public float* Pointer { get; private set; }

    protected internal override void Destroy()
    {
        if (_arena is null)
        {
            NativeMemory.AlignedFree(Pointer);
        }
        else
        {
            _arena.Give(Pointer);
        }

        Pointer = null;
    }
}
