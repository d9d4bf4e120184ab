using ILComicGAN.Engine.Memory;

namespace ILComicGAN.Engine.Devices.Cpu.MatrixProduct;

/// <summary>
/// Aligned memory for the length of one primitive. It comes from the device's allocator, since memory fresh from the
/// system costs a page fault for every 4 KiB: a quarter of a convolution's time.
/// </summary>
internal sealed unsafe class CpuScratchBuffer(CachingAllocator allocator, long count) : IDisposable
{
    private readonly DeviceBuffer _buffer = allocator.Rent(Math.Max(1, count));

    public float* Values => ((CpuMemory)_buffer.Memory).Pointer;

    public void Dispose() => _buffer.Release();
}
